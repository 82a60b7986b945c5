import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import type { DatabaseLocation } from '../../../server/src/storage/database.js';
import {
  NodeTakenError,
  PostgresNodeLock,
  nodeLockKey,
} from '../../../server/src/storage/postgres-node-lock.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { waitUntil } from '../../support/service.js';

let postgres: TestPostgres;
let location: Extract<DatabaseLocation, { host: string }>;
let observer: pg.Client;
const locks: PostgresNodeLock[] = [];
let lines: string[] = [];

beforeAll(async () => {
  postgres = await startTestPostgres();
}, 60_000);
beforeEach(async () => {
  const created = await postgres.createEmptyDatabase();
  if (!('host' in created)) throw new Error('the test database is embedded');
  location = created;
  observer = new pg.Client(location);
  observer.on('error', () => undefined);
  await observer.connect();
  lines = [];
});
afterEach(async () => {
  for (const lock of locks.splice(0)) await lock[Symbol.asyncDispose]();
  await observer.end();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

async function take(nodeId: string, options: { waitMs?: number; signal?: AbortSignal } = {}) {
  const log = {
    info: (message: string) => lines.push(message),
    warn: (message: string, { reason }: { reason: string }) => lines.push(`${message}: ${reason}`),
  };
  const lock = await PostgresNodeLock.take({ location, nodeId, log, waitMs: 300, ...options });
  locks.push(lock);
  return lock;
}

/** The back-ends that hold a lock in this database. */
async function holders(): Promise<number[]> {
  const { rows } = await observer.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map(({ pid }) => pid);
}

/** Ends the session that holds the lock, as a failing network or a failing database does. */
async function breakSession(): Promise<number> {
  const [pid = 0] = await holders();
  await observer.query('SELECT pg_terminate_backend($1)', [pid]);
  return pid;
}

describe('the lock on a node id', () => {
  it('is refused to a second server, which waits and says so, and not to one of another id', async () => {
    await take('node-1');
    await take('node-2');
    const begun = performance.now();
    await expect(take('node-1')).rejects.toThrow(NodeTakenError);
    expect(performance.now() - begun).toBeGreaterThan(300);
    expect(lines).toEqual(['waiting for the node id: another session has it']);
    expect(await holders()).toHaveLength(2);
  });

  it('passes to a server that waits when the first one ends', async () => {
    const first = await take('node-1');
    const second = take('node-1', { waitMs: 10_000 });
    await waitUntil(() => lines.length === 1);
    await first[Symbol.asyncDispose]();
    await second;
    expect(await holders()).toHaveLength(1);
  });

  it('is not waited for by a server that is told to stop', async () => {
    await take('node-1');
    const stop = new AbortController();
    const second = take('node-1', { waitMs: 60_000, signal: stop.signal });
    await waitUntil(() => lines.length === 1);
    stop.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('stays held by a server that is told to stop, until it has stopped', async () => {
    const stop = new AbortController();
    const lock = await take('node-1', { signal: stop.signal });
    stop.abort();
    await expect(take('node-1')).rejects.toThrow(NodeTakenError);
    await lock[Symbol.asyncDispose]();
    await waitUntil(async () => (await holders()).length === 0);
  });

  it('is taken again when its session breaks, as often as it does', async () => {
    await take('node-1');
    for (let times = 0; times < 3; times++) {
      const broken = await breakSession();
      await waitUntil(async () => {
        const [pid] = await holders();
        return pid !== undefined && pid !== broken;
      });
    }
    expect(lines.filter((line) => line === 'the node id is locked again')).toHaveLength(3);
  });

  it('is taken again by a server whose database was away', async () => {
    await take('node-1');
    const pid = postgres.postgres.pid!;
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => lines.includes('the node id is locked again'));
    await observer.end();
    observer = new pg.Client(location);
    await observer.connect();
    expect(await holders()).toHaveLength(1);
  });

  it('is lost to a server that takes it meanwhile', async () => {
    const first = await take('node-1');
    // Asked before the session ends, so that it comes first.
    const other = new pg.Client(location);
    await other.connect();
    const taken = other.query('SELECT pg_advisory_lock($1)', [nodeLockKey('node-1')]);
    await waitUntil(async () => (await waiters()) === 1);
    await breakSession();
    await taken;
    expect(await first.lost).toBeInstanceOf(NodeTakenError);
    await other.end();
  });
});

async function waiters(): Promise<number> {
  const { rows } = await observer.query(
    `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
  );
  return rows.length;
}
