import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { AuditScene, auditRecord } from '../../support/audit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const EVENTS = 'SELECT * FROM audit_events WHERE node';

describe('what somebody does to the audit with SQL', () => {
  let postgres: TestPostgres;
  let scene: AuditScene;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });
  /** Two nodes over two months; each has seen how far the other one was. */
  beforeEach(async () => {
    scene = await AuditScene.create(postgres);
    const [a, b] = [scene.node('a'), scene.node('b')];
    for (let i = 0; i < 4; i++) {
      await a.append(auditRecord({ principalId: 'p', policy: 'staff@3', detail: { i } }));
      await b.append(auditRecord({ detail: { i } }));
    }
    scene.clock.advance({ minutes: 60 * 24 * 31 });
    for (let i = 0; i < 4; i++) await a.append(auditRecord({ detail: { i } }));
    await scene.countersigner('b').run();
  });

  it('is found neither where nothing was done, nor because a node went on', async () => {
    expect(await scene.verifier.verify()).toEqual({
      events: 13,
      countersignatures: 1,
      nodes: ['a', 'b'],
      faults: [],
    });
    await scene.node('a').append(auditRecord());
    expect(await scene.faults()).toEqual([]);
  });

  const march = (sequence: number) => ({ node: 'a', month: '2025-03', sequence });
  const april = (sequence: number) => ({ node: 'a', month: '2025-04', sequence });
  const at = (sequence: number, month = '2025-03') =>
    `node = 'a' AND month = '${month}' AND sequence = ${sequence}`;

  it.each<[what: string, statements: string[], fault: object]>([
    [
      'an altered outcome',
      [`UPDATE audit_events SET outcome = 'success' WHERE ${at(3)}`],
      { ...march(3), fault: 'altered' },
    ],
    [
      'an altered policy',
      [`UPDATE audit_events SET policy = 'staff@4' WHERE ${at(3)}`],
      { ...march(3), fault: 'altered' },
    ],
    [
      'a policy that is taken away',
      [`UPDATE audit_events SET policy = NULL WHERE ${at(3)}`],
      { ...march(3), fault: 'altered' },
    ],
    [
      'an altered time',
      [`UPDATE audit_events SET at = at - interval '1 hour' WHERE ${at(2)}`],
      { ...march(2), fault: 'altered' },
    ],
    [
      'an altered hash',
      [`UPDATE audit_events SET hash = sha256('x') WHERE ${at(2)}`],
      { ...march(2), fault: 'altered' },
    ],
    [
      'a removed event',
      [`DELETE FROM audit_events WHERE ${at(2)}`],
      { ...march(3), fault: 'missing' },
    ],
    [
      'a removed beginning',
      [`DELETE FROM audit_events WHERE ${at(1)}`],
      { ...march(2), fault: 'missing' },
    ],
    [
      'a removed end of a month that is over',
      [`DELETE FROM audit_events WHERE ${at(4)}`],
      { ...april(1), fault: 'not-linked' },
    ],
    [
      'a removed month',
      [`DELETE FROM audit_events WHERE node = 'a' AND month = '2025-03'`],
      { ...april(1), fault: 'not-linked' },
    ],
    [
      'a removed event whose number another one got',
      [
        `DELETE FROM audit_events WHERE ${at(2)}`,
        `UPDATE audit_events SET sequence = sequence - 1 WHERE node = 'a' AND month = '2025-03' AND sequence > 2`,
      ],
      { ...march(2), fault: 'altered' },
    ],
    [
      'an inserted event',
      [
        `UPDATE audit_events SET sequence = sequence + 100 WHERE node = 'a' AND month = '2025-03' AND sequence > 2`,
        `UPDATE audit_events SET sequence = sequence - 99 WHERE node = 'a' AND month = '2025-03' AND sequence > 2`,
        `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome, correlation_id, detail)
         SELECT node, month, 3, hash, sha256('made up'), id, at, type, 'success', correlation_id, detail
         FROM audit_events WHERE ${at(2)}`,
      ],
      { ...march(3), fault: 'altered' },
    ],
    [
      'an event that is there twice',
      [
        `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome, correlation_id, detail, principal_id, policy)
         SELECT node, month, 5, previous_hash, hash, id, at, type, outcome, correlation_id, detail, principal_id, policy
         FROM audit_events WHERE ${at(4)}`,
      ],
      { ...march(5), fault: 'altered' },
    ],
    [
      'two events in another order',
      [
        `UPDATE audit_events SET sequence = 100 WHERE ${at(2)}`,
        `UPDATE audit_events SET sequence = 2 WHERE ${at(3)}`,
        `UPDATE audit_events SET sequence = 3 WHERE ${at(100)}`,
      ],
      { ...march(2), fault: 'altered' },
    ],
    [
      'events of another node',
      [
        `UPDATE audit_events SET node = 'a', sequence = 5 WHERE node = 'b' AND month = '2025-03' AND sequence = 2`,
      ],
      { ...march(5), fault: 'altered' },
    ],
    [
      'a removed end, as far as another node saw it',
      [`DELETE FROM audit_events WHERE node = 'a' AND month = '2025-04' AND sequence > 2`],
      { ...april(3), fault: 'truncated' },
    ],
    [
      'a removed chain',
      [`DELETE FROM audit_events WHERE node = 'a'`],
      { ...april(1), fault: 'truncated' },
    ],
  ])('finds %s', async (_what, statements, fault) => {
    for (const statement of statements) await scene.sql(statement);
    expect((await scene.faults()).filter(({ node }) => node === 'a')).toEqual([fault]);
  });

  it('finds a chain that was cut and goes on, as one that holding the key made again', async () => {
    await scene.sql(`DELETE FROM audit_events WHERE node = 'a' AND month = '2025-04'`);
    const again = scene.node('a');
    for (let i = 0; i < 6; i++) await again.append(auditRecord({ detail: { again: i } }));
    expect(await scene.faults()).toEqual([{ ...april(4), fault: 'contradicted' }]);
  });

  it('looks at a part when it is told to', async () => {
    await scene.sql(`UPDATE audit_events SET code = 'x' WHERE ${at(2)}`);
    expect(await scene.verifier.verify({ from: '2025-04' })).toMatchObject({
      events: 5,
      faults: [],
    });
    expect(await scene.verifier.verify({ to: '2025-03' })).toMatchObject({
      faults: [{ ...march(2), fault: 'altered' }],
    });
    await scene.sql(`DELETE FROM audit_events WHERE ${at(4)}`);
    expect(await scene.verifier.verify({ from: '2025-04' })).toMatchObject({
      faults: [{ ...april(1), fault: 'not-linked' }],
    });
  });

  it('signs each other once: nodes do not answer each other for ever', async () => {
    const [a, b] = [scene.countersigner('a'), scene.countersigner('b')];
    for (let i = 0; i < 5; i++) {
      await a.run();
      await b.run();
    }
    const count = async () =>
      (
        await scene.sql(
          `SELECT count(*)::int AS n FROM audit_events WHERE type = 'audit.countersigned'`,
        )
      )[0]?.['n'];
    const settled = await count();
    await a.run();
    await b.run();
    expect(await count()).toBe(settled);
    await scene.node('a').append(auditRecord());
    await b.run();
    expect(Number(await count())).toBe(Number(settled) + 1);
    expect(await scene.faults()).toEqual([]);
    expect((await scene.sql(`${EVENTS} = 'b' AND type = 'audit.countersigned'`)).length).toBe(3);
  });
});
