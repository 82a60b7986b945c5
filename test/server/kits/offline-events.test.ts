import { OfflineEvent } from '@gatehouse/protocol';

import { KitScene } from '../../support/kit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const DAY_MINUTES = 24 * 60;

let postgres: TestPostgres;
let scene: KitScene;
let pc: ReturnType<KitScene['workstation']>;
let principalId: string;
let seed: Uint8Array;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await KitScene.start(postgres);
  pc = scene.workstation();
  const alice = await scene.addPerson('alice');
  ({ seed } = alice);
  ({ principalId } = alice.account);
  await scene.keep(pc, 'alice', seed);
  scene.test.clock.advance({ minutes: 1 });
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

/** Uses the grant of Alice up, at the workstation where she has a kit unless told otherwise. */
const mayReset = (workstationId = pc.key) => {
  const { core, clock } = scene.test;
  return core.resetGrants.use({ principalId, workstationId }, 'a session', clock.now());
};

test('each type stands in the audit with the workstation, its clock and its words', async () => {
  const at = '2026-03-09T20:15:00.000Z';
  const session = { type: 'rdp', clientName: 'LAPTOP-7', clientAddress: '192.0.2.17' } as const;
  const way = { scenario: 'unlock', remote: true, session } as const;
  const where = { scenario: 'unlock', remote: true, session: 'rdp', clientName: 'LAPTOP-7' };
  const told = [
    scene.event('offline.granted', principalId, { at, way }),
    scene.event('offline.denied', principalId, { at, code: 'factor.wrong-code' }),
    scene.event('recovery.failed', principalId, { at }),
    scene.event('recovery.opened', principalId, { at }),
    scene.event('recovery.granted', principalId, { at }),
    scene.event('kit.refused', principalId, { at, code: 'clock' }),
    scene.event('kit.destroyed', principalId, { at, code: 'attempts' }),
  ];
  await scene.refresh(pc, [], told);
  for (const event of told) {
    expect(await scene.audited(event.type)).toMatchObject([
      {
        outcome: /granted|opened/.test(event.type) ? 'success' : 'failure',
        principalId,
        workstationId: pc.key,
        source: '192.0.2.7',
        correlationId: event.correlationId,
        detail: { at, ...(event.way && { ...where, clientAddress: '192.0.2.17' }) },
        ...(event.code === undefined ? {} : { code: event.code }),
      },
    ]);
  }
});

test('an event counts once, told again or to several nodes at once', async () => {
  const event = scene.event('offline.granted', principalId);
  await scene.refresh(pc, [], [event]);
  await scene.refresh(pc, [], [event, event]);
  const nodes = [scene.kits, (await scene.addNode()).kits];
  const raced = scene.event('offline.denied', principalId);
  const telling = await Promise.allSettled(
    Array.from({ length: 10 }, (_, at) => scene.refresh(pc, [], [raced], nodes[at % 2])),
  );
  // Who comes while another is at it tells it again later.
  for (const told of telling) {
    if (told.status === 'rejected') {
      expect(told.reason).toMatchObject({ code: 'server.unavailable' });
    }
  }
  expect(telling.some(({ status }) => status === 'fulfilled')).toBe(true);
  await scene.refresh(pc, [], [raced]);
  expect(await scene.audited('offline.granted')).toHaveLength(1);
  expect(await scene.audited('offline.denied')).toHaveLength(1);
});

test('an event that nobody finished is taken again, and not said to be done before', async () => {
  const event = scene.event('recovery.granted', principalId);
  await scene.test.connections.pool.query(
    'INSERT INTO offline_events (workstation_id, id, taken_at) VALUES ($1, $2, $3)',
    [pc.key, event.id, scene.test.clock.now()],
  );
  await expect(scene.refresh(pc, [], [event])).rejects.toMatchObject({
    code: 'server.unavailable',
  });
  expect(await mayReset()).toBe(false);
  scene.test.clock.advance({ minutes: 1 });
  await scene.refresh(pc, [], [event]);
  expect(await scene.audited('recovery.granted')).toHaveLength(1);
  expect(await mayReset()).toBe(true);
});

test('one workstation cannot use up the events of another', async () => {
  const event = scene.event('offline.granted', principalId);
  await scene.refresh(scene.workstation(), [], [event]);
  await scene.refresh(pc, [], [event]);
  expect(await scene.audited('offline.granted')).toMatchObject([
    { detail: { claimedPrincipal: principalId } },
    { principalId, workstationId: pc.key },
  ]);
});

describe('after a recovery in which everything was proven', () => {
  const told = (change: Partial<OfflineEvent> = {}) =>
    scene.event('recovery.granted', principalId, change);

  test('one reset is granted, once, and that stands in the audit', async () => {
    expect(await mayReset()).toBe(false);
    await scene.refresh(pc, [], [told()]);
    const uses = await Promise.all(Array.from({ length: 10 }, () => mayReset()));
    expect(uses.filter((used) => used)).toHaveLength(1);
    expect(await mayReset()).toBe(false);
    expect(await scene.audited('reset.granted')).toMatchObject([
      { principalId, workstationId: pc.key, detail: { days: 7 } },
    ]);
    await scene.refresh(pc, [], [told()]);
    expect(await mayReset()).toBe(true);
  });

  test('an event that is worked off again does not bring back what was used', async () => {
    const event = told();
    await scene.refresh(pc, [], [event]);
    expect(await mayReset()).toBe(true);
    // As after a crash before it was finished.
    await scene.test.connections.pool.query('UPDATE offline_events SET done = false');
    scene.test.clock.advance({ minutes: 1 });
    await scene.refresh(pc, [], [event]);
    expect(await scene.audited('recovery.granted')).toHaveLength(2);
    expect(await mayReset()).toBe(false);
    expect(await scene.audited('reset.granted')).toHaveLength(1);
  });

  test('it is left for seven days', async () => {
    await scene.refresh(pc, [], [told()]);
    scene.test.clock.advance({ minutes: 7 * DAY_MINUTES });
    expect(await mayReset()).toBe(false);
  });

  test('seven days after the recovery, however late it is told', async () => {
    const event = told();
    scene.test.clock.advance({ minutes: 6 * DAY_MINUTES });
    await scene.refresh(pc, [], [event]);
    const { core, clock } = scene.test;
    const key = { principalId, workstationId: pc.key };
    expect(await core.resetGrants.has(key, clock.now())).toBe(true);
    scene.test.clock.advance({ minutes: DAY_MINUTES });
    expect(await core.resetGrants.has(key, clock.now())).toBe(false);
    await scene.refresh(pc, [], [{ ...event, id: told().id }]);
    expect(await mayReset()).toBe(false);
    expect(await scene.audited('reset.granted')).toHaveLength(1);
  });

  test('and not longer because the clock of the workstation is ahead', async () => {
    await scene.refresh(pc, [], [told({ at: '2036-01-01T00:00:00.000Z' })]);
    scene.test.clock.advance({ minutes: 7 * DAY_MINUTES });
    expect(await mayReset()).toBe(false);
  });

  test('a newer password that the server was shown ends it, told before or after; the same one, sealed anew, does not', async () => {
    const { core, clock, connections } = scene.test;
    const key = { principalId, workstationId: pc.key };
    // Above whatever the scene has sealed.
    const seal = (id: string, generation: number) =>
      connections.pool.query(
        `INSERT INTO sealed_passwords (id, principal_id, key_id, generation, sealed, sealed_at)
         VALUES ($1, $2, $1, $3, '', $4)`,
        [id, principalId, `9000000000000000000${generation}`, clock.now()],
      );
    await seal('first', 5);
    clock.advance({ minutes: 1 });
    const event = told();
    await scene.refresh(pc, [], [event]);
    clock.advance({ minutes: 1 });
    await seal('of new answers', 5);
    expect(await core.resetGrants.has(key, clock.now())).toBe(true);
    await seal('second', 6);
    expect(await core.resetGrants.has(key, clock.now())).toBe(false);
    await scene.refresh(pc, [], [{ ...event, id: told().id }]);
    expect(await mayReset()).toBe(false);
    await scene.refresh(pc, [], [told()]);
    expect(await mayReset()).toBe(true);
  });

  test('it is granted at the workstation that told it, and at no other', async () => {
    await scene.refresh(pc, [], [told()]);
    expect(await mayReset(scene.workstation().key)).toBe(false);
    expect(await mayReset()).toBe(true);
  });

  test('R29: not for people who never logged on at that workstation', async () => {
    const other = scene.workstation();
    await scene.refresh(other, [], [told()]);
    expect(await mayReset(other.key)).toBe(false);
    expect(await mayReset()).toBe(false);
    const [claimed] = await scene.audited('recovery.granted');
    expect(claimed).not.toHaveProperty('principalId');
    expect(await scene.audited('reset.granted')).toEqual([]);
  });

  test.each(['recovery.opened', 'recovery.failed', 'offline.granted'] as const)(
    'nothing is granted at the word of %s',
    async (type) => {
      await scene.refresh(pc, [], [scene.event(type, principalId)]);
      expect(await mayReset()).toBe(false);
    },
  );
});

describe('a kit that was destroyed', () => {
  const claim = (serial = 1) => [{ principalId, serial }];

  test('R31: does not come back by itself, only with the next granted logon', async () => {
    await scene.refresh(pc, [], [scene.event('kit.destroyed', principalId)]);
    expect(await scene.refresh(pc, claim(0))).toEqual({ kits: [], withdrawn: [principalId] });
    const { kit } = await scene.keep(pc, 'alice', seed);
    expect(kit.serial).toBe(2);
    expect(await scene.refresh(pc, claim(2))).toEqual({ kits: [], withdrawn: [] });
  });

  test('in the request that tells it', async () => {
    const event = scene.event('kit.destroyed', principalId);
    expect(await scene.refresh(pc, claim(), [event])).toMatchObject({ withdrawn: [principalId] });
  });

  test('before the last granted logon was another one', async () => {
    const event = scene.event('kit.destroyed', principalId);
    scene.test.clock.advance({ minutes: 1 });
    await scene.keep(pc, 'alice', seed);
    await scene.refresh(pc, [], [event]);
    expect((await scene.refresh(pc, claim(0))).kits).toMatchObject([{ serial: 3 }]);
  });

  test('is gone whatever the clock of the workstation says', async () => {
    const at = '2036-01-01T00:00:00.000Z';
    await scene.refresh(pc, [], [scene.event('kit.destroyed', principalId, { at })]);
    expect((await scene.refresh(pc, claim(0))).withdrawn).toEqual([principalId]);
    expect((await scene.keep(pc, 'alice', seed)).kit.serial).toBe(2);
    expect((await scene.refresh(pc, claim(2))).withdrawn).toEqual([]);
  });

  test('at one workstation is still there at another', async () => {
    const other = scene.workstation();
    await scene.keep(other, 'alice', seed);
    await scene.refresh(pc, [], [scene.event('kit.destroyed', principalId)]);
    expect((await scene.refresh(other, claim(0))).kits).toHaveLength(1);
  });
});

test('events that are old are forgotten, a batch at a time', async () => {
  await scene.refresh(pc, [], [scene.event('offline.granted', principalId)]);
  const sweeper = scene.test.core.sweepers.find(({ name }) => name === 'offline events')!;
  expect(await sweeper.sweep(scene.test.clock.now())).toBe(0);
  scene.test.clock.advance({ minutes: 401 * DAY_MINUTES });
  expect(await sweeper.sweep(scene.test.clock.now())).toBe(1);
});

test('of an account that no directory has names it, as the workstation says, and nobody else', async () => {
  const account = { sid: 'S-1-5-21-7-7-7-1001', netbiosDomain: 'PC-1', samAccountName: 'bob' };
  const { id, at, correlationId } = scene.event('offline.granted', principalId);
  const said = { id, at, correlationId, account };
  const exclusion = 'S-1-5-32-544';
  await scene.refresh(
    pc,
    [],
    [{ ...said, type: 'workstation.granted', code: 'excluded', exclusion }],
  );
  // Told twice, written once.
  await scene.refresh(
    pc,
    [],
    [{ ...said, type: 'workstation.granted', code: 'excluded', exclusion }],
  );
  const [event, ...more] = await scene.audited('workstation.granted');
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    outcome: 'success',
    code: 'excluded',
    workstationId: pc.key,
    detail: { account: 'PC-1\\bob', sid: account.sid, exclusion, at },
  });
  expect(event?.principalId).toBeUndefined();
});

test('is about a kit or an account: one that is about nobody is malformed', () => {
  const { principalId: _, ...nobody } = scene.event('offline.granted', principalId);
  expect(OfflineEvent.safeParse(nobody).success).toBe(false);
  const kit = scene.event('offline.granted', principalId);
  expect(OfflineEvent.safeParse(kit).success).toBe(true);
  expect(OfflineEvent.safeParse({ ...kit, type: 'workstation.granted' }).success).toBe(false);
});
