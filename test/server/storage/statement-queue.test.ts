import { jest } from '@jest/globals';

import { isDatabaseUnavailable } from '../../../server/src/storage/database.js';
import { Statement } from '../../../server/src/storage/statement.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const ADD = new Statement<{ count: number }>(
  'test-add',
  `INSERT INTO counters AS c (name, count) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET count = c.count + $2
   RETURNING count`,
  { locks: [0] },
);
const STACK = new Statement<{ count: number }>(
  'test-stack',
  `INSERT INTO counters AS c (name, count) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET count = c.count + $2
   RETURNING count`,
  { locks: [0], stacks: true },
);
const READ = new Statement<{ name: string; count: number; at: Date | null; bytes: Buffer | null }>(
  'test-read',
  'SELECT name, count, at, bytes FROM counters WHERE name = $1',
  { locks: [] },
);
const SET = new Statement<{ name: string }>(
  'test-set',
  'UPDATE counters SET at = $2, bytes = $3 WHERE name = $1 RETURNING name',
  { locks: [0] },
);

const ECHO = new Statement<{ texts: (string | null)[]; bytes: Buffer[]; times: Date[] }>(
  'test-echo',
  'SELECT $1::text[] AS texts, $2::bytea[] AS bytes, $3::timestamptz[] AS times',
  { locks: [] },
);

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

async function open() {
  const node = await postgres.openNewDatabase();
  await node.pool.query(
    `CREATE TABLE counters (name text PRIMARY KEY, count integer NOT NULL CHECK (count < 1000),
      at timestamptz, bytes bytea)`,
  );
  return node;
}

describe('statements that are committed together', () => {
  it('answer each caller with its own rows', async () => {
    const { pool } = await open();
    const names = Array.from({ length: 300 }, (_, at) => `name ${at}`);
    const added = await Promise.all(names.map((name, at) => ADD.run(pool, [name, at])));
    expect(added).toEqual(names.map((_, at) => [{ count: at }]));
    const read = await Promise.all(names.map((name) => READ.run(pool, [name])));
    expect(read.map(([row]) => row?.count)).toEqual(names.map((_, at) => at));
    expect(await READ.run(pool, ['nobody'])).toEqual([]);
  });

  it('take and give back times, bytes, null and text of every kind', async () => {
    const { pool } = await open();
    const name = `'"\\ ü 🔑 $1`;
    await ADD.run(pool, [name, 1]);
    const at = new Date('2026-03-29T01:59:59.999Z');
    const bytes = Uint8Array.of(0, 1, 255);
    await SET.run(pool, [name, at, bytes]);
    expect(await READ.run(pool, [name])).toEqual([
      { name, count: 1, at, bytes: Buffer.from(bytes) },
    ]);
    await SET.run(pool, [name, null, null]);
    expect(await READ.run(pool, [name])).toEqual([{ name, count: 1, at: null, bytes: null }]);
  });

  it('take arrays of every kind', async () => {
    const { pool } = await open();
    const texts = ['', 'NULL', null, '{"a": "b\\\\c"}', 'x,y', "'; --", ' ü\n'];
    const bytes = [Buffer.alloc(0), Buffer.from([0, 92, 255])];
    const times = [new Date('2026-12-31T23:59:59.001Z')];
    expect(await ECHO.run(pool, [texts, bytes, times])).toEqual([{ texts, bytes, times }]);
    expect(await ECHO.run(pool, [[], [], []])).toEqual([{ texts: [], bytes: [], times: [] }]);
  });

  it('count every one of many changes to one row, on two nodes at once', async () => {
    const first = await open();
    const { openDatabase } = await import('../../../server/src/storage/database.js');
    const second = openDatabase(first.location);
    try {
      const pools = [first.pool, second.pool];
      const names = ['a', 'b', 'c'];
      const calls = Array.from({ length: 300 }, (_, at) =>
        ADD.run(pools[at % 2] ?? first.pool, [names[at % 3] ?? '', 1]),
      );
      await Promise.all(calls);
      const rows = await Promise.all(names.map((name) => READ.run(first.pool, [name])));
      expect(rows.map(([row]) => row?.count)).toEqual([100, 100, 100]);
    } finally {
      await second.close();
    }
  });

  it('do not fail for each other', async () => {
    const { pool } = await open();
    const calls = ['good 1', 'bad\0name', 'good 2', 'too much', 'good 3'].map((name) =>
      ADD.run(pool, [name, name === 'too much' ? 5000 : 7]),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await READ.run(pool, ['good 3']))[0]?.count).toBe(7);
    expect(await READ.run(pool, ['too much'])).toEqual([]);
  });

  it('are durable before anybody hears of them', async () => {
    const { pool, location } = await open();
    const { openDatabase } = await import('../../../server/src/storage/database.js');
    const other = openDatabase(location);
    try {
      await Promise.all(
        Array.from({ length: 50 }, async (_, at) => {
          await ADD.run(pool, [`name ${at}`, 1]);
          const { rows } = await other.pool.query('SELECT 1 FROM counters WHERE name = $1', [
            `name ${at}`,
          ]);
          expect(rows).toHaveLength(1);
        }),
      );
    } finally {
      await other.close();
    }
  });

  it('all fail when the database goes away, and go on when it is back', async () => {
    const { pool } = await open();
    await ADD.run(pool, ['a', 1]);
    pool.on('error', () => undefined);
    const waiting = Promise.allSettled([
      pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()',
      ),
      ...Array.from({ length: 20 }, (_, at) => ADD.run(pool, [`name ${at}`, 1])),
    ]);
    await waiting;
    expect((await ADD.run(pool, ['a', 1]))[0]?.count).toBe(2);
  });

  it('wait on when the pool has no connection for them in time, and fail only after 3 s', async () => {
    const { pool } = await open();
    await ADD.run(pool, ['a', 1]);
    // The pool waits for 2 s.
    const busy = Array.from({ length: 10 }, () => pool.query('SELECT pg_sleep(2.4)'));
    const added = Array.from({ length: 50 }, (_, at) => ADD.run(pool, [`name ${at}`, 1]));
    expect(await Promise.all(added)).toEqual(added.map(() => [{ count: 1 }]));
    await Promise.all(busy);

    const longer = Array.from({ length: 10 }, () => pool.query('SELECT pg_sleep(4.5)'));
    const started = performance.now();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => ADD.run(pool, ['a', 1])),
    );
    expect(performance.now() - started).toBeLessThan(4_400);
    const reasons = outcomes.map((outcome) => (outcome as PromiseRejectedResult).reason as Error);
    expect(reasons.every(isDatabaseUnavailable)).toBe(true);
    expect(reasons.at(-1)?.message).toBe('a statement waited for too long');
    await Promise.all(longer);
    // What was given up was not run.
    expect(await ADD.run(pool, ['a', 1])).toEqual([{ count: 2 }]);
  }, 20_000);

  it('go in one group with others of their lock where they stack, in their order', async () => {
    const { pool } = await open();
    const connect = jest.spyOn(pool, 'connect');
    const run = (statement: typeof ADD) =>
      Promise.all(Array.from({ length: 60 }, () => statement.run(pool, ['a', 1])));
    expect(await run(STACK)).toEqual(Array.from({ length: 60 }, (_, at) => [{ count: at + 1 }]));
    expect(connect).toHaveBeenCalledTimes(1);
    connect.mockClear();
    await run(ADD);
    expect(connect).toHaveBeenCalledTimes(60);
    // Mixed, none is lost.
    await Promise.all([run(STACK), run(ADD), run(STACK)]);
    expect((await READ.run(pool, ['a']))[0]?.count).toBe(300);
    // One that fails takes none with it.
    const mixed = [1, 5000, 1].map((count) => STACK.run(pool, ['a', count]));
    expect((await Promise.allSettled(mixed)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await READ.run(pool, ['a']))[0]?.count).toBe(302);
  });

  it('wait for a database that stands still no longer than 3 s, and in no endless row', async () => {
    const { pool } = await open();
    await ADD.run(pool, ['a', 1]);
    const blocker = await pool.connect();
    await blocker.query('BEGIN; LOCK TABLE counters');
    try {
      const first = ADD.run(pool, ['a', 1]);
      const outcomes = Promise.allSettled(
        Array.from({ length: 2500 }, () => ADD.run(pool, ['a', 1])),
      );
      const started = performance.now();
      const settled = await outcomes;
      expect(performance.now() - started).toBeLessThan(4_500);
      const reasons = settled.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as Error] : [],
      );
      expect(reasons).toHaveLength(2500);
      expect(reasons.every(isDatabaseUnavailable)).toBe(true);
      expect(new Set(reasons.map(({ message }) => message))).toEqual(
        new Set(['too many statements wait', 'a statement waited for too long']),
      );
      await blocker.query('ROLLBACK');
      // What was sent was run, what was given up was not.
      expect((await first)[0]?.count).toBe(2);
      expect((await ADD.run(pool, ['a', 1]))[0]?.count).toBe(3);
    } finally {
      blocker.release(true);
    }
  });
});
