import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { AuditSearch } from '../../../server/src/audit/audit-trail.js';
import { searchStatement } from '../../../server/src/storage/audit-search-statement.js';
import { PostgresAuditTrail } from '../../../server/src/storage/postgres-audit-trail.js';
import { AuditScene, auditRecord } from '../../support/audit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

/** Twelve months of a thousand people, each with failures, a few of them rare. */
const GENERATE = `
  INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome, correlation_id, door,
    principal_id, principal_name, workstation_id, source, code, detail, policy)
  SELECT 'generated', to_char(at, 'YYYY-MM'), i, '', '', 'evt_' || substr(md5(i::text) || md5(i::text), 1, 26), at,
    CASE WHEN i % 500 = 0 THEN 'principal.locked' WHEN i % 4 = 0 THEN 'logon.denied' ELSE 'logon.granted' END,
    CASE WHEN i % 4 = 0 THEN 'failure' ELSE 'success' END,
    md5(i::text), CASE WHEN i % 1000 = 0 THEN 'self-service' ELSE 'desktop' END,
    'corp.test/' || i % 1000, 'CORP\\user' || i % 1000, 'wks_' || i % 200, '10.0.0.' || i % 250,
    CASE WHEN i % 4 = 0 THEN 'credentials.wrong' END,
    CASE WHEN i % 700 = 0 THEN '{"operator":"key_' || i % 3 || '","operatorName":"Desk ' || i % 3 || '"}' ELSE '{}' END,
    CASE WHEN i % 2 = 0 THEN 'staff@' || i / 20000 ELSE 'default' END
  FROM (SELECT i, timestamptz '2024-01-01Z' + i * interval '5 minutes' AS at FROM generate_series($1::int, $2::int) i) g`;

describe('searching the audit', () => {
  let postgres: TestPostgres;
  let scene: AuditScene;
  let trail: PostgresAuditTrail;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    scene = await AuditScene.create(postgres);
    trail = new PostgresAuditTrail(scene.connections.pool);
    // In parts: a statement has some seconds.
    for (let i = 0; i < 100_000; i += 5_000) await scene.sql(GENERATE, [i + 1, i + 5_000]);
    await scene.sql(
      `INSERT INTO policies (name, version, document, applied_at) SELECT 'staff', v, '{}', now() FROM generate_series(1, 5) v`,
    );
    await scene.sql('ANALYZE audit_events');
  }, 90_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  const search = (changes: Partial<AuditSearch>) =>
    trail.search({ order: 'newest', limit: 100, ...changes });
  const wanted: [Partial<AuditSearch>, (row: Record<string, unknown>) => boolean][] = [
    [{ principal: 'corp.test/7' }, (row) => row['principalId'] === 'corp.test/7'],
    [{ principal: 'corp\\USER7' }, (row) => row['principalId'] === 'corp.test/7'],
    [{ door: 'self-service' }, (row) => row['door'] === 'self-service'],
    [{ workstation: 'wks_9' }, (row) => row['workstationId'] === 'wks_9'],
    [{ source: '10.0.0.7' }, (row) => row['source'] === '10.0.0.7'],
    [{ type: 'principal.locked' }, (row) => row['type'] === 'principal.locked'],
    [{ outcome: 'failure' }, (row) => row['outcome'] === 'failure'],
    [{ policy: 'staff@2' }, (row) => row['policy'] === 'staff@2'],
    [{ policy: 'staff' }, (row) => String(row['policy']).startsWith('staff@')],
    [{ policy: 'default' }, (row) => row['policy'] === 'default'],
    [
      { policy: 'staff', principal: 'corp.test/8' },
      (row) => row['principalId'] === 'corp.test/8' && String(row['policy']).startsWith('staff@'),
    ],
    [{ operator: 'key_1' }, (row) => operatorOf(row) === 'key_1'],
    [{ operator: 'DESK 1' }, (row) => operatorOf(row) === 'key_1'],
    [
      { operator: 'key_2', policy: 'staff' },
      (row) => operatorOf(row) === 'key_2' && String(row['policy']).startsWith('staff@'),
    ],
    [{ code: 'credentials.wrong' }, (row) => row['code'] === 'credentials.wrong'],
    [
      { since: new Date('2024-06-01Z'), until: new Date('2024-06-02Z') },
      (row) => String(row['at']).startsWith('2024-06-01'),
    ],
    [
      { principal: 'corp.test/7', outcome: 'success', since: new Date('2024-06-01Z') },
      (row) => row['principalId'] === 'corp.test/7' && String(row['at']) > '2024-06',
    ],
    [
      { type: 'logon.denied', door: 'self-service', until: new Date('2024-09-01Z') },
      (row) => row['door'] === 'self-service' && row['type'] === 'logon.denied',
    ],
  ];

  it.each(wanted)('finds by %j, and only that', async (by, fits) => {
    for (const order of ['newest', 'oldest'] as const) {
      const { events } = await search({ ...by, order });
      if (by.door === undefined || by.type === undefined) expect(events.length).toBeGreaterThan(10);
      expect(events.filter((event) => !fits(event))).toEqual([]);
      const times = events.map(({ at }) => at);
      expect(times).toEqual(order === 'oldest' ? times.toSorted() : times.toSorted().reverse());
    }
  });

  it('finds by the beginning of a correlation id', async () => {
    const [{ id } = { id: '' }] = (await scene.sql('SELECT md5($1) AS id', ['77'])) as {
      id: string;
    }[];
    const { events } = await search({ correlation: id.slice(0, 12).toUpperCase() });
    expect(events.map(({ correlationId }) => correlationId)).toEqual([id]);
  });

  it.each([...wanted.map(([by]) => by), { correlation: '7f3a' }, {}])(
    'is answered from an index, in order, for %j',
    async (by) => {
      for (const order of ['newest', 'oldest'] as const) {
        const { text, values } = searchStatement({ order, limit: 100, ...by });
        const rows = await scene.sql(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
        const [
          {
            'QUERY PLAN': [plan],
          },
        ] = rows as unknown as [{ 'QUERY PLAN': [{ Plan: Plan }] }];
        const nodes = flatten(plan.Plan);
        expect(
          nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] > 0),
        ).toEqual([]);
        // Reading a page costs some pages' worth of rows, whatever the log holds.
        const read = nodes
          .filter((node) => node['Node Type'].includes('Scan'))
          .reduce(
            (sum, node) => sum + node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0),
            0,
          );
        expect(read).toBeLessThan(15_000);
      }
    },
  );

  it('reads in pages that leave nothing out and repeat nothing, in both directions', async () => {
    // Events of one moment are told apart, too.
    const node = scene.node('a');
    for (let i = 0; i < 7; i++) await node.append(auditRecord({ source: 'paged', detail: { i } }));
    for (const [order, expected] of [
      ['oldest', [0, 1, 2, 3, 4, 5, 6]],
      ['newest', [6, 5, 4, 3, 2, 1, 0]],
    ] as const) {
      const seen: unknown[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await search({ source: 'paged', order, after, limit: 3 });
        seen.push(...page.events.map(({ detail }) => detail['i']));
        if (page.events.length < 3) break;
        after = page.cursor;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('tells the place in the chain of what is exported', async () => {
    const { rows } = await scene.connections.pool.query<{ position: string }>(
      'SELECT max(position) AS position FROM audit_events',
    );
    await scene.node('b').append(auditRecord({ policy: 'staff@3' }));
    const { events } = await trail.next(rows[0]!.position, 10);
    expect(events).toMatchObject([
      {
        node: 'b',
        month: '2025-03',
        sequence: 1,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        policy: 'staff@3',
      },
    ]);
  });
});

function operatorOf(row: Record<string, unknown>): unknown {
  return (row['detail'] as Record<string, unknown>)['operator'];
}

interface Plan {
  'Node Type': string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

function flatten(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(flatten)];
}
