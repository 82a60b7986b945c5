import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import pg from 'pg';

import { openDatabase } from '../../server/src/storage/database.js';
import { startEmbeddedPostgres } from '../../server/src/storage/embedded-postgres.js';
import { migrate } from '../../server/src/storage/migrate.js';
import { findPostgresPrograms } from '../../server/src/storage/postgres-program.js';
import { withBuildLock } from '../../tools/build-lock.mjs';

/** The database of the template that has the present schema. */
export const MIGRATED = 'migrated';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEMPLATE = path.join(ROOT, 'build/postgres/template');
const STORAGE = path.join(ROOT, 'server/src/storage');

const execute = promisify(execFile);

/**
 * Copies a stopped cluster with a migrated database into a folder, for `startEmbeddedPostgres` to find there. It is made
 * once for the checkout, and anew when a migration, the version of PostgreSQL or how a cluster is made has changed. All
 * copies have one password: they hold nothing, and nobody else enters their folders.
 */
export async function copyPostgresTemplate(dataDirectory: string): Promise<void> {
  await withBuildLock(TEMPLATE, async () => {
    await prepareTemplate();
    await execute('cp', ['-a', `${TEMPLATE}/.`, dataDirectory]);
  });
}

async function prepareTemplate(): Promise<void> {
  const recipe = await describeTemplate();
  const stamp = `${TEMPLATE}.recipe`;
  if ((await readFile(stamp, 'utf8').catch(() => '')) === recipe) return;

  const fresh = `${TEMPLATE}.new`;
  for (const old of [stamp, TEMPLATE, fresh]) await rm(old, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  {
    await using postgres = await startEmbeddedPostgres({
      dataDirectory: fresh,
      // It stays small, and is written by the system when it likes: a template that is half there has no recipe.
      settings: ['fsync=off', 'wal_recycle=off', 'min_wal_size=32MB'],
    });
    const client = new pg.Client(postgres.location);
    await client.connect();
    await client.query(`CREATE DATABASE ${MIGRATED}`);
    await client.end();
    const connections = openDatabase({ ...postgres.location, database: MIGRATED });
    await migrate(connections.pool);
    await connections.close();
  }
  await rename(fresh, TEMPLATE);
  await writeFile(stamp, recipe);
}

/** A digest of all that the template is made of. */
async function describeTemplate(): Promise<string> {
  const migrations = path.join(STORAGE, 'migrations');
  const files = [
    import.meta.filename,
    ...['embedded-postgres.ts', 'migrate.ts'].map((name) => path.join(STORAGE, name)),
    ...(await readdir(migrations)).sort().map((name) => path.join(migrations, name)),
  ];
  const { stdout: version } = await execute((await findPostgresPrograms()).postgres, ['--version']);
  const hash = createHash('sha256').update(version);
  for (const file of files) hash.update(`${file}\n`).update(await readFile(file));
  return hash.digest('hex');
}
