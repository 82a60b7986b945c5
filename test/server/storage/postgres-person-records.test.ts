import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { addMonths } from '../../../server/src/audit/month.js';
import { REPORTS } from '../../../server/src/storage/audit-report-statements.js';
import { PostgresAuditMonths } from '../../../server/src/storage/postgres-audit-months.js';
import { PostgresPersonRecords } from '../../../server/src/storage/postgres-person-records.js';
import { AuditScene } from '../../support/audit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

/** As many events as there are; `PEOPLE_EVENTS=1000000` is what docs/help-desk.md tells of. */
const EVENTS = Number(process.env['PEOPLE_EVENTS'] ?? 60_000);
const MONTHS = 12;
const FIRST = '2024-01';
const NOW = new Date('2024-12-31T00:00:00Z');
const SINCE = new Date('2024-10-01T00:00:00Z');

const BUSY = 'corp.test/busy';

/**
 * A year of 1000 people. The name of the first one is guessed all the time, which makes every second event; the second one
 * logged on once, at the beginning, and never again.
 */
const GENERATE = `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome,
    correlation_id, door, principal_id, principal_name, workstation_id, source, code, detail)
  SELECT 'a', to_char(at, 'YYYY-MM'), n, '', '', 'evt_' || substr(md5(n::text) || md5(n::text), 1, 26), at, type,
    CASE WHEN type = 'logon.denied' THEN 'failure' ELSE 'success' END, md5(n::text), 'desktop', 'corp.test/' || who,
    'CORP\\user' || who, 'wks_' || n % 500, '10.0.0.1', CASE WHEN type = 'logon.denied' THEN 'credentials.wrong' END,
    CASE WHEN type = 'factor.verified' THEN '{"method":"totp"}' ELSE '{}' END
  FROM (SELECT n, timestamptz '2024-01-01Z' + n * (interval '364 days' / $3::int) AS at,
      CASE WHEN n = 100 THEN 1 WHEN n % 2 = 0 THEN 0 ELSE 2 + n % 999 END AS who,
      CASE WHEN n = 100 THEN 'logon.granted' WHEN n % 2 = 0 THEN CASE WHEN n % 30000 = 0 THEN 'logon.granted' ELSE 'logon.denied' END
        WHEN n % 4 = 1 THEN 'factor.verified' ELSE 'logon.granted' END AS type
    FROM generate_series($1::int, $2::int) n) made`;

/** Somebody who proves factors as a program does: one of a kind in October, and then one of another every quarter of an hour. */
const GENERATE_BUSY = `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome,
    correlation_id, door, principal_id, principal_name, detail)
  SELECT 'b', to_char(at, 'YYYY-MM'), n, '', '', 'evt_' || substr(md5('b' || n) || md5('b' || n), 1, 26), at,
    'factor.verified', 'success', md5('b' || n), 'desktop', '${BUSY}', 'CORP\\busy',
    CASE WHEN n = 1 THEN '{"method":"hotp"}' ELSE '{"method":"totp"}' END
  FROM (SELECT n, timestamptz '2024-10-02Z' + n * interval '15 minutes' AS at FROM generate_series(1, 8000) n) made`;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

describe('what is asked of the audit about a person', () => {
  let postgres: TestPostgres;
  let scene: AuditScene;
  let asked: { text: string; values: unknown[] }[] = [];
  let records: PostgresPersonRecords;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    scene = await AuditScene.create(postgres);
    const { pool } = scene.connections;
    const months = new PostgresAuditMonths(pool, scene.keyring, false);
    for (let n = 0; n < MONTHS; n++) await months.prepare(addMonths(FIRST, n));
    // Of its own, which has no time limit for statements.
    const { location } = scene.connections;
    const writer = new pg.Client('url' in location ? location.url : location);
    await writer.connect();
    for (let i = 0; i < EVENTS; i += 5_000) {
      await writer.query(GENERATE, [i + 1, Math.min(i + 5_000, EVENTS), EVENTS]);
    }
    await writer.query(GENERATE_BUSY);
    await writer.query('ANALYZE audit_events');
    await writer.end();
    // The statements as they are run, to ask PostgreSQL how it would.
    const watched = Object.create(pool) as pg.Pool;
    watched.query = ((query: { text: string; values: unknown[] }) => {
      asked.push(query);
      return pool.query(query);
    }) as never;
    records = new PostgresPersonRecords(watched);
  }, 900_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  async function planOf({ text, values }: { text: string; values: unknown[] }) {
    const rows = await scene.sql(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, values);
    const [plan] = rows[0]!['QUERY PLAN'] as [{ Plan: Plan; 'Execution Time': number }];
    const nodes = flatten(plan.Plan);
    const scans = nodes.filter(
      (node) => node['Relation Name']?.startsWith('audit_events') === true,
    );
    return {
      milliseconds: plan['Execution Time'],
      sequential: scans.filter(
        (node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] > 0,
      ),
      months: new Set(
        scans.filter((node) => node['Actual Loops'] > 0).map((node) => node['Relation Name']),
      ),
      read: scans.reduce(
        (sum, node) =>
          sum +
          node['Actual Loops'] * (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)),
        0,
      ),
    };
  }

  const questions: [string, (who: string) => Promise<unknown>][] = [
    [
      'the last logons',
      (who) =>
        records.events(who, { types: ['logon.granted', 'logon.denied'], since: SINCE, limit: 20 }),
    ],
    [
      'the last failures',
      (who) => records.events(who, { failures: true, since: SINCE, limit: 200 }),
    ],
    ['the last locks', (who) => records.locks(who, SINCE)],
    ['the last use of a factor', (who) => records.lastProven(who, SINCE)],
    ['a name', (who) => records.remember(who.replace('corp.test/', 'corp\\user'), SINCE)],
  ];

  it.each(questions)(
    '%s are read from an index, of the months that are looked at',
    async (name, ask) => {
      for (const who of ['corp.test/0', 'corp.test/1', 'corp.test/77']) {
        asked = [];
        await ask(who);
        for (const statement of asked) {
          const plan = await planOf(statement);
          if (process.env['PEOPLE_EVENTS'] !== undefined) {
            process.stderr.write(`${name} of ${who}: ${plan.milliseconds} ms, ${plan.read} rows\n`);
          }
          expect([who, plan.sequential]).toEqual([who, []]);
          // Three of the twelve, and the one that takes what no other does.
          expect(plan.months.size).toBeLessThanOrEqual(4);
          // Not a month of somebody whose name is guessed all the time.
          expect(plan.read).toBeLessThan(2_000);
        }
      }
    },
  );

  it('the last use of a factor is found among the newest 500 proofs, and no more are read', async () => {
    asked = [];
    const seen = await records.lastProven(BUSY, SINCE);
    expect((await planOf(asked[0]!)).read).toBeLessThan(1_000);
    expect(seen).toEqual(new Map([['totp', new Date('2024-12-24T08:00:00Z')]]));
    expect(await records.lastProven('corp.test/77', NOW)).toEqual(new Map());
    const [method] = (await records.lastProven('corp.test/77', SINCE)).keys();
    expect(method).toBe('totp');
  });

  it('the last logon is found however long ago, among however many failures', async () => {
    const range = { since: SINCE, until: NOW, bucket: 'day', after: '', limit: 100 } as const;
    const report = REPORTS['last-logons'];
    const question = { text: report.text, values: report.values(range) };
    const plan = await planOf(question);
    if (process.env['PEOPLE_EVENTS'] !== undefined) {
      process.stderr.write(`last-logons: ${plan.milliseconds} ms, ${plan.read} rows\n`);
    }
    expect(plan.sequential).toEqual([]);
    // Some steps into each month for each person, and nobody's failures.
    expect(plan.read).toBeLessThan(100 * MONTHS * 10);
    const { rows } = await scene.connections.pool.query<{ principal: string; at: Date }>(question);
    expect(rows.find(({ principal }) => principal === 'corp.test/1')!.at.getTime()).toBeLessThan(
      Date.parse('2024-02-01Z'),
    );
  });
});

function flatten(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flatten)];
}
