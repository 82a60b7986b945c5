import { randomBytes } from 'node:crypto';

import { formatCorrelationId } from '@gatehouse/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { AuditRecord } from '../../../server/src/audit/audit-log.js';
import type { Keyring } from '../../../server/src/keyring/keyring.js';
import { systemRandom } from '../../../server/src/random.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresAuditLog } from '../../../server/src/storage/postgres-audit-log.js';
import { PostgresAuditVerifier } from '../../../server/src/storage/postgres-audit-verifier.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

describe('the audit log in PostgreSQL', () => {
  let postgres: TestPostgres;
  let connections: DatabaseConnections;
  let location: Parameters<typeof openDatabase>[0];
  let keyring: Keyring;
  let clock: FakeClock;
  let log: PostgresAuditLog;

  const makeLog = (nodeId: string) =>
    new PostgresAuditLog({ pool: connections.pool, nodeId, keyring, clock, random: systemRandom });
  const findFaults = async () =>
    (await new PostgresAuditVerifier(connections.pool, keyring).verify()).faults;
  const record = (changes: Partial<AuditRecord> = {}): AuditRecord => ({
    type: 'logon.denied',
    outcome: 'failure',
    correlationId: formatCorrelationId(randomBytes(16)),
    ...changes,
  });

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    const opened = await postgres.openNewDatabase();
    connections = opened;
    location = opened.location;
    keyring = await openKeyring(connections.pool, randomBytes(32), systemRandom);
    clock = new FakeClock();
    log = makeLog('node-1');
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it.each([
    ['altered', "UPDATE audit_events SET outcome = 'success' WHERE sequence = 3"],
    ['altered', "UPDATE audit_events SET detail = '{}' WHERE sequence = 3"],
    ['altered', 'UPDATE audit_events SET principal_id = NULL WHERE sequence = 3'],
    ['missing', 'DELETE FROM audit_events WHERE sequence = 2'],
    ['missing', 'UPDATE audit_events SET sequence = sequence + 1000 WHERE sequence = 3'],
  ])('finds what is %s after %s', async (fault, sql) => {
    for (let i = 0; i < 5; i++) await log.append(record({ principalId: 'p', detail: { i } }));
    expect(await findFaults()).toEqual([]);
    await connections.pool.query(sql);
    expect(await findFaults()).toMatchObject([{ node: 'node-1', fault }]);
  });

  it('writes what many requests append at once in few statements, in one chain', async () => {
    await Promise.all(
      Array.from({ length: 1000 }, (_, i) => log.append(record({ detail: { i } }))),
    );
    const { rows } = await connections.pool.query<{ batches: string }>(
      'SELECT count(DISTINCT transaction_id) AS batches FROM audit_events',
    );
    expect(Number(rows[0]?.batches)).toBeLessThan(10);
    expect(await findFaults()).toEqual([]);
    const { events } = await log.read({ limit: 1000 });
    expect(events.map(({ detail }) => detail['i'])).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it('has a chain for each node, and goes on with it after a restart', async () => {
    const other = makeLog('node-2');
    await Promise.all(
      [log, other].flatMap((node) => [node.append(record()), node.append(record())]),
    );
    clock.advance({ minutes: 60 * 24 * 31 });
    await makeLog('node-1').append(record());
    expect(await findFaults()).toEqual([]);
    const { rows } = await connections.pool.query(
      'SELECT node, month, sequence::int FROM audit_events ORDER BY 1, 2, 3',
    );
    expect(rows).toEqual([
      { node: 'node-1', month: '2026-03', sequence: 1 },
      { node: 'node-1', month: '2026-03', sequence: 2 },
      { node: 'node-1', month: '2026-04', sequence: 1 },
      { node: 'node-2', month: '2026-03', sequence: 1 },
      { node: 'node-2', month: '2026-03', sequence: 2 },
    ]);
  });

  it('finds the end of its chain again when it is not where it was left', async () => {
    await log.append(record());
    await makeLog('node-1').append(record());
    await log.append(record());
    expect(await findFaults()).toEqual([]);
  });

  it('says that an event was not written, and writes the next one', async () => {
    await log.append(record());
    await connections.pool.query('ALTER TABLE audit_events RENAME TO away');
    await expect(log.append(record())).rejects.toThrow();
    await connections.pool.query('ALTER TABLE away RENAME TO audit_events');
    await log.append(record());
    expect(await findFaults()).toEqual([]);
    expect((await log.read({ limit: 10 })).events).toHaveLength(2);
  });

  it('reads in pages that leave nothing out and repeat nothing', async () => {
    for (let i = 0; i < 7; i++) await log.append(record({ detail: { i } }));
    const seen: unknown[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await log.read({ after, limit: 3 });
      if (page.events.length === 0) break;
      seen.push(...page.events.map(({ detail }) => detail['i']));
      after = page.cursor;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('holds back what came after an event that is still being written', async () => {
    const slow = openDatabase(location);
    const client = await slow.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_current_xact_id()');
    await log.append(record());
    expect((await log.read({ limit: 10 })).events).toEqual([]);
    await client.query('COMMIT');
    client.release();
    await slow.close();
    expect((await log.read({ limit: 10 })).events).toHaveLength(1);
  });

  it('finds by the start of a correlation id, and by principal', async () => {
    const wanted = record({
      principalId: 'corp.test/1',
      principalName: 'CORP\\alice',
      door: 'desktop',
      workstationId: 'wks_1',
      source: '192.0.2.1',
      code: 'credentials.wrong',
      detail: { scenario: 'logon', remote: false, tries: 3 },
    });
    await log.append(wanted);
    for (let i = 0; i < 20; i++) await log.append(record({ principalId: `corp.test/${i + 2}` }));
    const expected = [{ ...wanted, id: expect.any(String), at: clock.now().toISOString() }];
    const correlation = wanted.correlationId.slice(0, 12);
    expect((await log.read({ limit: 10, correlation })).events).toEqual(expected);
    expect((await log.read({ limit: 10, principal: 'corp.test/1' })).events).toEqual(expected);
    expect((await log.read({ limit: 10, principal: 'corp\\ALICE' })).events).toEqual(expected);
    expect((await log.read({ limit: 10, correlation: '%' })).events).toEqual([]);
  });

  it.each(['x', '-1', '1; DROP TABLE audit_events', '9'.repeat(40)])(
    'takes %j for no cursor',
    async (after) => {
      await log.append(record());
      expect((await log.read({ after, limit: 10 })).events).toEqual([]);
    },
  );
});
