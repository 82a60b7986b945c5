import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { MigrationError, migrate } from '../../../server/src/storage/migrate.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

let postgres: TestPostgres;
let folder: string;
let database: DatabaseConnections;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-migrations-'));
  database = openDatabase(await postgres.createEmptyDatabase());
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const write = (name: string, sql: string) => writeFile(path.join(folder, name), sql);

test('the shipped migrations run on an empty database, once', async () => {
  const names = await migrate(database.pool);
  expect(names).toContain('0010-server');
  expect(names).toEqual([...names].sort());
  await expect(migrate(database.pool)).resolves.toEqual([]);
});

test('nodes that start together run each migration once', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (x int); SELECT pg_sleep(0.2);');
  await write('0002-b.sql', 'CREATE TABLE b (x int)');
  const runs = await Promise.all([1, 2, 3].map(() => migrate(database.pool, folder)));
  expect(runs.flat()).toEqual(['0001-a', '0002-b']);
});

test('a migration may take longer than a request may', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (x int); SELECT pg_sleep(7);');
  // The second node waits for the first one as long as that takes.
  const runs = await Promise.all([1, 2].map(() => migrate(database.pool, folder)));
  expect(runs.flat()).toEqual(['0001-a']);
}, 30_000);

test('a migration that was changed after it was run is refused', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (x int)');
  await migrate(database.pool, folder);
  await write('0001-a.sql', 'CREATE TABLE a (x bigint)');
  await expect(migrate(database.pool, folder)).rejects.toThrow(MigrationError);
});

test('a database that is newer than the program is refused', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (x int)');
  await migrate(database.pool, folder);
  await rm(path.join(folder, '0001-a.sql'));
  await expect(migrate(database.pool, folder)).rejects.toThrow(/does not know/);
});

test('a migration that fails leaves nothing behind', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (x int); SELECT 1/0');
  await expect(migrate(database.pool, folder)).rejects.toThrow(MigrationError);
  const { rows } = await database.pool.query("SELECT to_regclass('a') AS a");
  expect(rows).toEqual([{ a: null }]);
});
