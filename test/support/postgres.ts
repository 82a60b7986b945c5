import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';

import pg from 'pg';

import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections, DatabaseLocation } from '../../server/src/storage/database.js';
import { startEmbeddedPostgres } from '../../server/src/storage/embedded-postgres.js';
import type { EmbeddedPostgres } from '../../server/src/storage/embedded-postgres.js';
import { MIGRATED, copyPostgresTemplate } from './postgres-template.js';
import { makeScratchFolder } from './scratch-folder.js';

/** A real PostgreSQL for one test file: `beforeAll` starts it, `afterAll` disposes of it. */
export interface TestPostgres extends AsyncDisposable {
  postgres: EmbeddedPostgres;
  /** A new, empty database. */
  createEmptyDatabase(): Promise<DatabaseLocation>;
  /** A new database with the present schema, copied from one that was migrated: some 100 ms. */
  createDatabase(): Promise<DatabaseLocation>;
  /** The same, opened; open the location again for a second pool, which stands for a second node. */
  openNewDatabase(): Promise<DatabaseConnections & { location: DatabaseLocation }>;
}

/**
 * What a power cut leaves is no subject of these tests (a killed PostgreSQL loses nothing by it), and databases that live
 * for seconds need no cleaning.
 */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'autovacuum=off'];

export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDirectory = await makeScratchFolder('pg');
  const postgres = await start(dataDirectory);
  const opened: DatabaseConnections[] = [];

  const execute = async (sql: string) => {
    const client = new pg.Client(postgres.location);
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const create = async (from?: string) => {
    const database = `test_${randomBytes(8).toString('hex')}`;
    await execute(`CREATE DATABASE ${database}${from === undefined ? '' : ` TEMPLATE ${from}`}`);
    return { ...postgres.location, database };
  };
  const createDatabase = () => create(MIGRATED);

  return {
    postgres,
    createEmptyDatabase: () => create(),
    createDatabase,
    async openNewDatabase() {
      const location = await createDatabase();
      const connections = openDatabase(location);
      opened.push(connections);
      return { ...connections, location };
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(opened.map((connections) => connections.close()));
      await postgres[Symbol.asyncDispose]();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function start(dataDirectory: string): Promise<EmbeddedPostgres> {
  try {
    await copyPostgresTemplate(dataDirectory);
    return await startEmbeddedPostgres({ dataDirectory, settings: SETTINGS });
  } catch (error) {
    await rm(dataDirectory, { recursive: true, force: true });
    throw error;
  }
}
