import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import pg from 'pg';

import { openDatabase } from '../../server/src/storage/database.js';
import type { DatabaseConnections, DatabaseLocation } from '../../server/src/storage/database.js';
import { startEmbeddedPostgres } from '../../server/src/storage/embedded-postgres.js';
import type { EmbeddedPostgres } from '../../server/src/storage/embedded-postgres.js';
import { migrate } from '../../server/src/storage/migrate.js';

/** A real PostgreSQL for one test file: `beforeAll` starts it, `afterAll` disposes of it. */
export interface TestPostgres extends AsyncDisposable {
  postgres: EmbeddedPostgres;
  /** A new, empty database. */
  createEmptyDatabase(): Promise<DatabaseLocation>;
  /** A new database with the present schema, copied from one that was migrated: some 50 ms. */
  createDatabase(): Promise<DatabaseLocation>;
  /** The same, opened; open the location again for a second pool, which stands for a second node. */
  openNewDatabase(): Promise<DatabaseConnections & { location: DatabaseLocation }>;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'gatehouse-pg-'));
  const postgres = await startEmbeddedPostgres({ dataDirectory });
  const opened: DatabaseConnections[] = [];
  let template: Promise<string> | undefined;

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
  const createTemplate = async () => {
    const location = await create();
    const connections = openDatabase(location);
    await migrate(connections.pool);
    await connections.close();
    return location.database;
  };
  const createDatabase = async () => create(await (template ??= createTemplate()));

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
