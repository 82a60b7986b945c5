import { spawn } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isDatabaseUnavailable, openDatabase } from '../../../server/src/storage/database.js';
import { startEmbeddedPostgres } from '../../../server/src/storage/embedded-postgres.js';
import {
  commandAs,
  findPostgresPrograms,
  requirePostgresUser,
} from '../../../server/src/storage/postgres-program.js';
import { waitUntil } from '../../support/service.js';

let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'gatehouse-embedded-'));
});
afterEach(async () => {
  await rm(dataDirectory, { recursive: true, force: true });
});

test('data survive a stop and a start, and the password file is ours alone', async () => {
  {
    await using postgres = await startEmbeddedPostgres({ dataDirectory });
    const database = openDatabase(postgres.location);
    await database.pool.query('CREATE TABLE kept AS SELECT 42 AS answer');
    await database.close();
  }
  const { mode } = await stat(path.join(dataDirectory, 'postgres.password'));
  expect(mode & 0o777).toBe(0o600);
  await using postgres = await startEmbeddedPostgres({ dataDirectory });
  const database = openDatabase(postgres.location);
  const { rows } = await database.pool.query('SELECT answer FROM kept');
  await database.close();
  expect(rows).toEqual([{ answer: 42 }]);
});

test('it runs in a folder that is closed to others, as below the home of root', async () => {
  const closed = path.join(dataDirectory, 'closed');
  await mkdir(closed, { mode: 0o700 });
  await using postgres = await startEmbeddedPostgres({ dataDirectory: path.join(closed, 'data') });
  const database = openDatabase(postgres.location);
  const { rows } = await database.pool.query('SELECT 42 AS answer');
  await database.close();
  expect(rows).toEqual([{ answer: 42 }]);
  expect((await stat(closed)).mode & 0o777).toBe(0o700);
});

test('its programs, too, may lie where others cannot pass', async () => {
  const closed = path.join(dataDirectory, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const { initdb } = await findPostgresPrograms();
  const native = path.join(closed, 'native');
  await cp(path.resolve(initdb, '../..'), native, { recursive: true });
  const folder = path.join(dataDirectory, 'cluster');
  await mkdir(folder, { mode: 0o700 });
  const owner = await requirePostgresUser();
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
  const { command, args, user } = await commandAs(owner, {
    program: path.join(native, 'bin/initdb'),
    args: [`--pgdata=${folder}`, '--auth=trust', '--username=gatehouse', '--no-sync'],
    folder,
  });
  const child = spawn(command, args, { ...user, cwd: folder, stdio: 'ignore' });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  expect((await stat(path.join(folder, 'PG_VERSION'))).isFile()).toBe(true);
});

test('a PostgreSQL that a killed server left behind is stopped and replaced', async () => {
  await (await startEmbeddedPostgres({ dataDirectory }))[Symbol.asyncDispose]();
  const folder = path.join(dataDirectory, 'postgres');
  const { postgres: program } = await findPostgresPrograms();
  const { command, args, user } = await commandAs(await requirePostgresUser(), {
    program,
    args: ['-D', folder, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${folder}`],
    folder,
  });
  const orphan = spawn(command, args, { ...user, stdio: 'ignore' });
  const ended = new Promise((resolve) => orphan.once('exit', resolve));
  while (!(await stat(path.join(folder, '.s.PGSQL.5432')).catch(() => false))) await sleep(20);

  await using postgres = await startEmbeddedPostgres({ dataDirectory });
  await ended;
  const database = openDatabase(postgres.location);
  await database.pool.query('SELECT 1');
  await database.close();
});

test('a killed PostgreSQL is started again and connections recover by themselves', async () => {
  await using postgres = await startEmbeddedPostgres({ dataDirectory });
  const database = openDatabase(postgres.location);
  await database.pool.query('CREATE TABLE kept AS SELECT 1 AS x');
  process.kill(postgres.pid!, 'SIGKILL');
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      const { rows } = await database.pool.query('SELECT x FROM kept');
      expect(rows).toEqual([{ x: 1 }]);
      break;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
  await database.close();
});

test('a PostgreSQL that cannot be started for a while is started as soon as it can be', async () => {
  await using postgres = await startEmbeddedPostgres({ dataDirectory });
  const database = openDatabase(postgres.location);
  const folder = path.join(dataDirectory, 'postgres');
  const away = `${folder}.away`;
  const before = postgres.pid;
  await rename(folder, away);
  process.kill(before ?? 0, 'SIGKILL');
  // Several tries without the folder to start in.
  await sleep(1_000);
  await rename(away, folder);
  await waitUntil(() =>
    database.pool.query('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  expect(postgres.pid).not.toBe(before);
  await database.close();
});

test('a connection that breaks inside a transaction ends the transaction, not the process', async () => {
  await using postgres = await startEmbeddedPostgres({ dataDirectory });
  const database = openDatabase(postgres.location);
  const transaction = database.db.transaction().execute(async () => {
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND application_name = 'gatehouse'`,
    );
    await sleep(200);
  });
  await expect(transaction).rejects.toThrow();
  await database.pool.query('SELECT 1');
  await database.close();
});
