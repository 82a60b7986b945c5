import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SOCKET_OPERATOR } from '../../../server/src/access/operator.js';
import { operatorOfKey } from '../../../server/src/administration/api-keys.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { migrate } from '../../../server/src/storage/migrate.js';
import { PostgresApiKeyStore } from '../../../server/src/storage/postgres-administrator-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../server/src/storage/migrations');

describe('API keys of a version without roles', () => {
  let postgres: TestPostgres;
  let folder: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-migrations-'));
    for (const name of await readdir(MIGRATIONS)) {
      if (name < '0070') await cp(path.join(MIGRATIONS, name), path.join(folder, name));
    }
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('may do everything as before; later ones only what they are given', async () => {
    const database = openDatabase(await postgres.createEmptyDatabase());
    const { pool } = database;
    await migrate(pool, folder);
    const hash = createHash('sha256').update('old').digest();
    const insert = (id: string, secretHash: Buffer) =>
      pool.query(
        'INSERT INTO api_keys (id, label, secret_hash, created_at) VALUES ($1, $1, $2, now())',
        [id, secretHash],
      );
    await insert('key_old', hash);
    await migrate(pool);
    const store = new PostgresApiKeyStore(database.db);
    const key = await store.find(hash);
    expect(operatorOfKey(key!)).toEqual({
      id: 'key_old',
      name: 'key_old',
      permissions: SOCKET_OPERATOR.permissions,
      scope: undefined,
      expiresAt: undefined,
      person: undefined,
    });
    await expect(insert('key_new', createHash('sha256').digest())).rejects.toThrow(/null value/);

    // What a later version gave, and this one does not know, gives nothing.
    await pool.query(
      `UPDATE api_keys SET roles = '{auditor,emperor}', permissions = '{world.rule}'`,
    );
    expect(await store.find(hash)).toMatchObject({ roles: ['auditor'], permissions: [] });
    await database.close();
  });
});
