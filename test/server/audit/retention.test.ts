import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditRetention } from '../../../server/src/audit/retention.js';
import { systemRandom } from '../../../server/src/random.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { PostgresAuditMonths } from '../../../server/src/storage/postgres-audit-months.js';
import { PostgresExportCursor } from '../../../server/src/storage/postgres-export-cursor.js';
import { AuditScene, auditRecord } from '../../support/audit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const MONTH_MINUTES = 31 * 24 * 60;

describe('what is kept of the audit', () => {
  let postgres: TestPostgres;
  let scene: AuditScene;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    scene = await AuditScene.create(postgres, new Date('2025-01-10T09:00:00Z'));
  });

  const monthsOf = (isExported = false) =>
    new PostgresAuditMonths(scene.connections.pool, scene.keyring, isExported);
  const retentionOf = (keepMonths?: number, months = monthsOf()) =>
    new AuditRetention({
      months,
      verifier: scene.verifier,
      audit: scene.node('keeper'),
      clock: scene.clock,
      random: systemRandom,
      keepMonths,
    });
  /** Two nodes that write in each of so many months. */
  const write = async (months: number) => {
    for (let month = 0; month < months; month++) {
      await retentionOf().prepare();
      for (const node of ['a', 'b']) {
        for (let i = 0; i < 3; i++) await scene.node(node).append(auditRecord({ detail: { i } }));
      }
      await scene.countersigner('b').run();
      if (month < months - 1) scene.clock.advance({ minutes: MONTH_MINUTES });
    }
  };
  const months = async () =>
    (await scene.sql('SELECT DISTINCT month FROM audit_events ORDER BY month')).map(
      ({ month }) => month,
    );
  const partitions = () => monthsOf().list();

  it('is in partitions that are made ahead, by any number of nodes at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => retentionOf().prepare()));
    expect(await partitions()).toEqual(['2025-01', '2025-02', '2025-03']);
    await scene.node('a').append(auditRecord());
    expect(await scene.sql('SELECT tableoid::regclass::text AS place FROM audit_events')).toEqual([
      { place: 'audit_events_2025_01' },
    ]);
  });

  it('takes an event for which no partition was made, and puts it where it belongs later', async () => {
    await scene.node('a').append(auditRecord());
    await scene.node('a').append(auditRecord());
    expect(await scene.sql('SELECT count(*)::int AS n FROM audit_events_other')).toEqual([
      { n: 2 },
    ]);
    scene.clock.advance({ minutes: 12 * MONTH_MINUTES });
    await retentionOf().prepare();
    expect(await scene.sql('SELECT count(*)::int AS n FROM audit_events_other')).toEqual([
      { n: 0 },
    ]);
    expect(await scene.sql('SELECT count(*)::int AS n FROM audit_events_2025_01')).toEqual([
      { n: 2 },
    ]);
    expect(await scene.faults()).toEqual([]);
  });

  it('goes a month at a time, and the rest still fits', async () => {
    await write(5);
    await retentionOf(2).prune();
    expect(await months()).toEqual(['2025-03', '2025-04', '2025-05']);
    expect(await partitions()).not.toContain('2025-02');
    expect(await scene.faults()).toEqual([]);
    expect(
      (
        await scene.sql(
          `SELECT detail FROM audit_events WHERE type = 'audit.pruned' ORDER BY position`,
        )
      ).map(({ detail }) => JSON.parse(String(detail)) as unknown),
    ).toEqual([
      { month: '2025-01', events: 7 },
      { month: '2025-02', events: 7 },
    ]);
    // A second time there is nothing to do.
    await retentionOf(2).prune();
    expect(await months()).toHaveLength(3);
  });

  it('still shows what is done to the rest, to its beginning, and to what retention left', async () => {
    await write(4);
    await retentionOf(1).prune();
    await scene.sql(
      `DELETE FROM audit_events WHERE node = 'a' AND month = '2025-03' AND sequence = 1`,
    );
    expect(await scene.faults()).toEqual([
      { node: 'a', month: '2025-03', sequence: 2, fault: 'missing' },
    ]);
    await scene.sql(`UPDATE audit_checkpoints SET hash = sha256('x') WHERE node = 'b'`);
    expect(await scene.faults()).toContainEqual({
      node: 'b',
      month: '2025-02',
      sequence: 4,
      fault: 'checkpoint',
    });
    await scene.sql(`DELETE FROM audit_checkpoints WHERE node = 'b'`);
    expect(await scene.faults()).toContainEqual({
      node: 'b',
      month: '2025-03',
      sequence: 1,
      fault: 'not-linked',
    });
  });

  it('lets a node whose events are all gone go on with its chain', async () => {
    await write(1);
    scene.clock.advance({ minutes: 6 * MONTH_MINUTES });
    await retentionOf(1).prune();
    expect(await scene.sql(`SELECT 1 FROM audit_events WHERE node = 'a'`)).toEqual([]);
    await scene.node('a').append(auditRecord());
    expect(await scene.faults()).toEqual([]);
    await scene.sql(`DELETE FROM audit_checkpoints WHERE node = 'a'`);
    expect(await scene.faults()).toMatchObject([{ node: 'a', fault: 'not-linked' }]);
  });

  it('keeps a month whose chain does not fit, and all after it, and says so once', async () => {
    await write(4);
    await scene.sql(
      `UPDATE audit_events SET code = 'x' WHERE node = 'a' AND month = '2025-02' AND sequence = 2`,
    );
    const retention = retentionOf(1);
    await retention.prune();
    await retention.prune();
    expect(await months()).toEqual(['2025-02', '2025-03', '2025-04']);
    const found = await scene.sql(
      `SELECT detail FROM audit_events WHERE type = 'audit.fault-found'`,
    );
    expect(found.map(({ detail }) => JSON.parse(String(detail)) as unknown)).toEqual([
      { node: 'a', month: '2025-02', sequence: 2, fault: 'altered' },
    ]);
  });

  it('keeps a month until it was passed on, where events are', async () => {
    await write(3);
    const cursor = new PostgresExportCursor(scene.connections.pool, 'syslog', 'a');
    await retentionOf(1, monthsOf(true)).prune();
    expect(await months()).toContain('2025-01');
    await cursor.take();
    await cursor.advance('7');
    await retentionOf(1, monthsOf(true)).prune();
    expect(await months()).toEqual(['2025-02', '2025-03']);
  });

  it('keeps everything unless it is told otherwise', async () => {
    await write(3);
    await retentionOf().prune();
    expect(await months()).toHaveLength(3);
  });

  it('drops nothing for a clock that runs ahead of the database', async () => {
    await write(2);
    scene.clock.set(new Date(Date.now() + 50 * 365 * 86_400_000));
    const left = await months();
    await retentionOf(1200).prune();
    expect(await months()).toEqual(left);
  });

  it('leaves everything as it was when the transaction breaks at any step', async () => {
    await write(3);
    const other = openDatabase(scene.connections.location);
    const reader = await other.pool.connect();
    // A reader that does not end keeps the partition: the drop gives up, and logons are not kept waiting for long.
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM audit_events');
    await expect(monthsOf().drop('2025-01')).rejects.toThrow(/lock timeout/);
    expect(await scene.sql('SELECT * FROM audit_checkpoints')).toEqual([]);
    await reader.query('ROLLBACK');
    reader.release();
    await other.close();
    // What the last statement of the transaction cannot do undoes those before it.
    await scene.sql(`CREATE VIEW uses AS SELECT * FROM audit_events_2025_01`);
    await expect(monthsOf().drop('2025-01')).rejects.toThrow(/depend/);
    expect(await scene.sql('SELECT * FROM audit_checkpoints')).toEqual([]);
    expect(await scene.faults()).toEqual([]);
  });

  it.each(['2025-13', "2025-01'; DROP TABLE audit_events; --", '', '../x'])(
    'takes %j for no month',
    async (month) => {
      await expect(monthsOf().drop(month)).rejects.toThrow(RangeError);
    },
  );
});
