import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import pg from 'pg';

import { nodeLockKey } from '../../server/src/storage/postgres-node-lock.js';
import { waitUntil } from '../support/service.js';

const MAIN = path.resolve(import.meta.dirname, '../../server/dist/main.js');

let dataDirectory: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error('build first: npm run build');
});
beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(tmpdir(), 'gatehouse-main-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGTERM');
  await rm(dataDirectory, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  /** Standard output until it serves. */
  welcome: string;
  /** Everything on standard error so far. */
  log: () => string;
}

function start(environment: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      GATEHOUSE_DATA: dataDirectory,
      GATEHOUSE_LISTEN: '127.0.0.1:0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a shell gives it.
    detached: true,
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    let welcome = '';
    let log = '';
    child.stdout.on('data', (chunk: Buffer) => {
      welcome += chunk.toString();
      if (welcome.includes('without a key.')) resolve({ child, welcome, log: () => log });
    });
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)}: ${log}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => resolve(code)),
  );
  child.kill(signal);
  return exited;
}

function ready(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socketPath = path.join(dataDirectory, 'admin.sock');
    request({ socketPath, path: '/health/ready' }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

test('Ctrl-C, which the whole process group gets, lets everything end in order', async () => {
  const { child, log } = await start();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.kill(-child.pid!, 'SIGINT');
  expect(await exited).toBe(0);
  expect(log()).not.toContain('not stopped cleanly');
});

test('a folder that others may write to is refused, and left as it is', async () => {
  await chmod(dataDirectory, 0o1777);
  await expect(start()).rejects.toThrow(/ended with 2: .*GATEHOUSE_DATA: others may write/s);
  expect((await stat(dataDirectory)).mode & 0o7777).toBe(0o1777);
});

test('a port in use ends the start with one sentence that names the setting', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    const { port } = other.address() as AddressInfo;
    const refused = await start({ GATEHOUSE_LISTEN: `127.0.0.1:${port}` }).catch(String);
    expect(refused).toMatch(/ended with 2: [^]*\nGATEHOUSE_LISTEN: another program listens/);
    expect(refused).not.toMatch(/^\s+at /m);
  } finally {
    other.close();
  }
});

test.each([
  ['file', /\nGATEHOUSE_DATA: \S+ is a file/],
  ['file/below', /\nGATEHOUSE_DATA: \S+ lies below a file/],
])('data in %s ends the start with one sentence that names the setting', async (name, said) => {
  await writeFile(path.join(dataDirectory, 'file'), '');
  const refused = await start({ GATEHOUSE_DATA: path.join(dataDirectory, name) }).catch(String);
  expect(refused).toMatch(/ended with 2: /);
  expect(refused).toMatch(said);
  expect(refused).not.toMatch(/^\s+at /m);
});

test.each([['/proc/x'], ['/proc/x/y'], ['/sys/x']])(
  'data in %s, where nobody can make a folder, end the start with the setting named',
  async (folder) => {
    const refused = await start({ GATEHOUSE_DATA: folder }).catch(String);
    expect(refused).toMatch(
      /ended with 2: [^]*\nGATEHOUSE_DATA: \S+ (cannot be made there|may not)/,
    );
    expect(refused).not.toMatch(/^\s+at /m);
  },
);

test('the first run says where it listens and how to become administrator, the signal ends it cleanly', async () => {
  const { child, welcome } = await start();
  expect(welcome).toMatch(/listens at https:\/\/\S+:\d+/);
  expect(welcome).toMatch(/works once: {2}([0-9A-Z]{4}-){4}[0-9A-Z]{4}/);
  expect(await ready()).toBe(200);
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(await readdir(dataDirectory)).not.toContain('admin.sock');
  expect(await readdir(path.join(dataDirectory, 'postgres'))).not.toContain('postmaster.pid');
});

test('a server that was killed starts again on the same data, its orphaned database included', async () => {
  const first = await start();
  await end(first.child, 'SIGKILL');
  await start();
  expect(await ready()).toBe(200);
});

test('a server whose node id was taken while its database was away ends in order, and says why', async () => {
  const { child, log } = await start({ GATEHOUSE_NODE_ID: 'twin' });
  const connect = async () => {
    const password = await readFile(path.join(dataDirectory, 'postgres.password'), 'utf8');
    const host = path.join(dataDirectory, 'postgres');
    const client = new pg.Client({ host, user: 'gatehouse', password, database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const [other, observer] = [await connect(), await connect()];
  // Asked before the session ends, so that it comes first.
  const taken = other.query('SELECT pg_advisory_lock($1)', [nodeLockKey('twin')]);
  await waitUntil(async () => {
    const { rowCount } = await observer.query('SELECT 1 FROM pg_locks WHERE NOT granted');
    return rowCount === 1;
  });
  const exited = once(child, 'exit');
  await observer.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'gatehouse-node' AND datname = current_database()`,
  );
  await taken;
  expect(await exited).toEqual([2, null]);
  expect(log()).toMatch(/GATEHOUSE_NODE_ID: another server runs as "twin"/);
  expect(log()).not.toContain('not stopped cleanly');
}, 60_000);

test('a setting that does not exist ends the start with the nearest one named', async () => {
  await expect(start({ GATEHOUSE_LISTENN: 'x' })).rejects.toThrow(
    /ended with 2[\s\S]*did you mean GATEHOUSE_LISTEN\?/,
  );
});
