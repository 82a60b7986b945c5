import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type pg from 'pg';

/**
 * The SQL files are used where they lie, from the sources and from the build alike: `src/storage` and
 * `dist/storage` are equally deep.
 */
const MIGRATIONS = fileURLToPath(new URL('../../src/storage/migrations/', import.meta.url));

/** Any constant would do; every node must use the same one. */
const LOCK_KEY = 7_164_283_401;

/**
 * Migrations may rewrite tables, of whatever size; a request may not take this long. One that is given up is undone, and begun
 * again by the next start: that must not happen to one that would have ended.
 */
const MIGRATION_TIMEOUT_MS = 6 * 60 * 60_000;

/** A migration that was already run reads differently now, or the database is newer than this program. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface Migration {
  name: string;
  sql: string;
  hash: string;
}

/**
 * Brings the schema up to date: runs each file of `migrations/` that was not run before, by name, each in a
 * transaction of its own. Nodes that start together take turns.
 *
 * @returns the names of the migrations that were run now
 * @throws MigrationError
 */
export async function migrate(pool: pg.Pool, folder: string = MIGRATIONS): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = await pool.connect();
  try {
    await client.query(`SET statement_timeout = ${MIGRATION_TIMEOUT_MS}`);
    await client.query(patiently('SELECT pg_advisory_lock($1)', [LOCK_KEY]));
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const pending = await findPending(client, migrations);
    for (const migration of pending) await run(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Closing the connection gives the lock back, also when a statement broke it.
    client.release(true);
  }
}

/** A statement that the driver waits for, too: what it takes for granted is the time of a request. */
function patiently(text: string, values?: unknown[]): pg.QueryConfig & { query_timeout: number } {
  return { text, ...(values === undefined ? {} : { values }), query_timeout: MIGRATION_TIMEOUT_MS };
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${folder}/${name}`, 'utf8');
      // Line ends differ between checkouts; the statements do not.
      const hash = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
      return { name: name.slice(0, -'.sql'.length), sql, hash };
    }),
  );
}

async function findPending(client: pg.PoolClient, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ name: string; hash: string }>(
    'SELECT name, hash FROM schema_migrations',
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.name);
    if (migration === undefined) {
      throw new MigrationError(
        `the database has migration ${row.name}, which this version does not know`,
      );
    }
    if (migration.hash !== row.hash) {
      throw new MigrationError(`migration ${row.name} was changed after it was run`);
    }
  }
  const applied = new Set(rows.map((row) => row.name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function run(client: pg.PoolClient, { name, sql, hash }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(patiently(sql));
    await client.query('INSERT INTO schema_migrations (name, hash) VALUES ($1, $2)', [name, hash]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new MigrationError(`migration ${name} failed`, { cause });
  }
}
