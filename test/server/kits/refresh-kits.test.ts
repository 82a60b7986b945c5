import { randomBytes } from 'node:crypto';

import type { Kit } from '@gatehouse/protocol';

import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { KitScene } from '../../support/kit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const DAY_MINUTES = 24 * 60;

let postgres: TestPostgres;
let scene: KitScene;
let pc: ReturnType<KitScene['workstation']>;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await KitScene.start(postgres);
  pc = scene.workstation();
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

/** What the workstation says of a kit that it has. */
const has = ({ principalId, serial }: Kit, accepted?: string) => ({
  principalId,
  serial,
  ...(accepted === undefined ? {} : { accepted }),
});
const nothing = { kits: [], withdrawn: [] };

describe('a kit of somebody who does not log on there any more', () => {
  let kit: Kit;
  beforeEach(async () => {
    const { seed } = await scene.addPerson('alice');
    ({ kit } = await scene.keep(pc, 'alice', seed));
  });
  const pass = (days: number) => scene.test.clock.advance({ minutes: days * DAY_MINUTES });

  test('is withdrawn after sixty days, though the workstation asked in between', async () => {
    pass(30);
    const { kits } = await scene.refresh(pc, [has(kit)]);
    expect(kits).toMatchObject([{ serial: 2 }]);
    pass(29);
    expect(await scene.refresh(pc, [has(kits[0]!)])).toMatchObject({ withdrawn: [] });
    pass(1);
    expect(await scene.refresh(pc, [has(kits[0]!)])).toEqual({
      kits: [],
      withdrawn: [kit.principalId],
    });
  });

  test('stays while the workstation tells of logons without the server, by whatever clock', async () => {
    const { principalId } = kit;
    pass(59);
    const now = scene.test.clock.now().getTime();
    const at = (time: number) => ({ at: new Date(time).toISOString() });
    const events = [
      scene.event('offline.granted', principalId, at(now)),
      // An earlier one that is told later, and one that failed, take nothing away.
      scene.event('offline.granted', principalId, at(now - 40 * 86_400_000)),
      scene.event('offline.denied', principalId, at(now)),
    ];
    await scene.refresh(pc, [has(kit)], events);
    pass(59);
    const future = at(scene.test.clock.now().getTime() + 300 * 86_400_000);
    const told = [scene.event('offline.granted', principalId, future)];
    expect((await scene.refresh(pc, [has(kit)], told)).withdrawn).toEqual([]);
    pass(60);
    expect((await scene.refresh(pc, [has(kit)])).withdrawn).toEqual([principalId]);
  });

  test('stays for none whose logon failed', async () => {
    pass(59);
    const denied = scene.event('offline.denied', kit.principalId);
    expect((await scene.refresh(pc, [has(kit)], [denied])).withdrawn).toEqual([]);
    pass(1);
    expect((await scene.refresh(pc, [has(kit)])).withdrawn).toEqual([kit.principalId]);
  });

  test('comes back with the next logon', async () => {
    pass(60);
    expect((await scene.refresh(pc, [has(kit)])).withdrawn).toHaveLength(1);
    const again = await scene.keep(
      pc,
      'alice',
      await scene.enrollTotp((await scene.test.directory.find('alice'))!),
    );
    expect(again.kit.serial).toBeGreaterThan(kit.serial);
    pass(59);
    expect((await scene.refresh(pc, [has(again.kit)])).withdrawn).toEqual([]);
  });
});

describe('a kit is renewed', () => {
  let kit: Kit;
  let alice: Awaited<ReturnType<KitScene['addPerson']>>;
  beforeEach(async () => {
    alice = await scene.addPerson('alice');
    ({ kit } = await scene.keep(pc, 'alice', alice.seed));
  });

  test('not while it says what it should', async () => {
    expect(await scene.refresh(pc, [has(kit)])).toEqual(nothing);
    scene.test.clock.advance({ minutes: 6 * DAY_MINUTES });
    expect(await scene.refresh(pc, [has(kit)])).toEqual(nothing);
  });

  test('when half of its validity is over, and from then on as long again', async () => {
    scene.test.clock.advance({ minutes: 7 * DAY_MINUTES });
    const { kits } = await scene.refresh(pc, [has(kit)]);
    expect(kits).toMatchObject([{ serial: 2, principalId: kit.principalId }]);
    expect(Date.parse(kits[0]!.expiresAt) - Date.parse(kit.expiresAt)).toBe(7 * 86_400_000);
    expect(await scene.refresh(pc, [has(kits[0]!)])).toEqual(nothing);
  });

  test('when the workstation has another one than was made last: its answer was lost', async () => {
    expect((await scene.refresh(pc, [{ ...has(kit), serial: 0 }])).kits).toMatchObject([
      { serial: 2 },
    ]);
    expect((await scene.refresh(pc, [has(kit)])).kits).toMatchObject([{ serial: 3 }]);
  });

  test('with a greater serial than the workstation has, after the database was restored', async () => {
    const ahead = { ...has(kit), serial: 40 };
    expect((await scene.refresh(pc, [ahead])).kits).toMatchObject([{ serial: 41 }]);
    const absurd = { ...has(kit), serial: Number.MAX_SAFE_INTEGER };
    expect((await scene.refresh(pc, [absurd])).kits).toHaveLength(1);
  });

  test('when the policy changes, the validity included', async () => {
    await scene.applyPolicy({ recovery: { attempts: 3 } });
    const { kits } = await scene.refresh(pc, [has(kit)]);
    expect(kits).toMatchObject([{ recovery: { attempts: 3 } }]);
    await scene.applyPolicy({ recovery: { attempts: 3 }, desktop: { kitDays: 2 } });
    const shorter = await scene.refresh(pc, [has(kits[0]!)]);
    const { issuedAt, expiresAt } = shorter.kits[0]!;
    expect(Date.parse(expiresAt) - Date.parse(issuedAt)).toBe(2 * 86_400_000);
  });

  test('after a logon elsewhere: that step of the authenticator is spent here, too', async () => {
    scene.test.clock.advance({ minutes: 1 });
    await scene.logOn(scene.workstation(), 'alice', alice.seed);
    const { kits } = await scene.refresh(pc, [has(kit)]);
    expect(kits).toMatchObject([{ authenticator: { lastStep: scene.step() } }]);
  });

  test('with another authenticator, but never with a seed', async () => {
    scene.test.clock.advance({ minutes: 1 });
    await scene.enrollTotp(alice.account);
    const answer = await scene.kits.refresh(pc, { kits: [has(kit)], events: [] });
    expect(Object.keys(answer)).toEqual(['kits', 'withdrawn']);
    const [renewed] = await Promise.all(answer.kits.map((signed) => scene.verify(pc.key, signed)));
    expect(renewed!.authenticator!.credentialId).not.toBe(kit.authenticator!.credentialId);
    expect(renewed!.authenticator!.lastStep).toBe(0);
  });

  test('with a lock and password of a new enrolment', async () => {
    const { lock } = await scene.test.recoveryLocks.enroll(alice.account.principalId);
    const without = await scene.refresh(pc, [has(kit)]);
    // No password is sealed to the new key yet.
    expect(without.kits[0]).not.toHaveProperty('recovery');
    scene.test.clock.advance({ minutes: 1 });
    await scene.logOn(scene.workstation(), 'alice', alice.seed);
    const { kits } = await scene.refresh(pc, [has(without.kits[0]!)]);
    expect(Buffer.from(kits[0]!.recovery!.lock, 'base64url').equals(lock)).toBe(true);
    expect(kits[0]!.recovery!.passwords).toHaveLength(1);
  });

  test('and keeps the password that Windows accepted last there, whatever came since', async () => {
    const first = alice.account.passwordGeneration!;
    expect(await scene.refresh(pc, [has(kit, first)])).toEqual(nothing);
    for (const number of [1, 2, 3, 4]) {
      const password = `Another horse ${number}`;
      scene.test.directory.setPassword('alice', password);
      scene.test.clock.advance({ minutes: 1 });
      await scene.logOn(scene.workstation(), 'alice', alice.seed, { password });
    }
    const { kits } = await scene.refresh(pc, [has(kit)]);
    const generations = kits[0]!.recovery!.passwords.map(({ generation }) => generation);
    expect(generations).toHaveLength(3);
    expect(generations[0]).toBe(first);
  });

  test('by whichever node is asked', async () => {
    const node = await scene.addNode();
    expect(await scene.refresh(pc, [has(kit)], [], node.kits)).toEqual(nothing);
    await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        scene.refresh(pc, [{ ...has(kit), serial: 0 }], [], at % 2 === 0 ? node.kits : scene.kits),
      ),
    );
    const { kits } = await scene.refresh(pc, [has(kit)]);
    expect(kits).toMatchObject([{ serial: 12 }]);
  });
});

describe('a kit is withdrawn', () => {
  test.each([
    ['was disabled', () => scene.test.directory.setState('alice', 'disabled')],
    ['expired', () => scene.test.directory.setState('alice', 'account-expired')],
    ['is gone', () => scene.test.directory.remove('alice')],
  ])('when the account %s', async (_name, change) => {
    const { seed, account } = await scene.addPerson('alice');
    const { kit } = await scene.keep(pc, 'alice', seed);
    change();
    expect(await scene.refresh(pc, [has(kit)])).toEqual({
      kits: [],
      withdrawn: [account.principalId],
    });
  });

  test('when the policy leaves nothing to keep', async () => {
    const { seed, account } = await scene.addPerson('alice');
    const { kit } = await scene.keep(pc, 'alice', seed);
    await scene.applyPolicy({ desktop: { offline: 'deny' } });
    expect((await scene.refresh(pc, [has(kit)])).withdrawn).toEqual([account.principalId]);
  });

  test('but not because the directory is away', async () => {
    const { seed } = await scene.addPerson('alice');
    const { kit } = await scene.keep(pc, 'alice', seed);
    scene.test.directory.available = false;
    await expect(scene.refresh(pc, [has(kit)])).rejects.toThrow(DirectoryUnavailableError);
    scene.test.directory.available = true;
    expect(await scene.refresh(pc, [has(kit)])).toEqual(nothing);
  });
});

describe('R29: a workstation learns nothing of people who did not log on at it', () => {
  test('known and unknown ones get one answer, and nobody is looked up', async () => {
    const { seed } = await scene.addPerson('alice');
    const { kit } = await scene.keep(pc, 'alice', seed);
    const other = scene.workstation();
    const searches = scene.test.directory.searches;
    const unknown = `corp.test/${'0'.repeat(36)}`;
    for (const principalId of [kit.principalId, unknown, 'phantom/abc', '*', "' OR '1'='1"]) {
      for (const serial of [0, 1, 99]) {
        expect(await scene.refresh(other, [{ principalId, serial }])).toEqual({
          kits: [],
          withdrawn: [principalId],
        });
      }
    }
    expect(scene.test.directory.searches).toBe(searches);
  });

  test('interleaved, each workstation gets the kits of its own people alone', async () => {
    const names = ['alice', 'bob', 'carol'];
    const people = await Promise.all(names.map((name) => scene.addPerson(name)));
    const pcs = names.map(() => scene.workstation());
    // Each at two of three workstations.
    for (const [at, { account, seed }] of people.entries()) {
      await scene.keep(pcs[at]!, account.samAccountName, seed);
      scene.test.clock.advance({ seconds: 30 });
      await scene.keep(pcs[(at + 1) % 3]!, account.samAccountName, seed);
    }
    const everybody = people.map(({ account: { principalId } }) => ({ principalId, serial: 0 }));
    const answers = await Promise.all(pcs.map((source) => scene.refresh(source, everybody)));
    for (const [at, { kits, withdrawn }] of answers.entries()) {
      const stranger = people[(at + 1) % 3]!.account.principalId;
      expect(withdrawn).toEqual([stranger]);
      const own = [people[at]!, people[(at + 2) % 3]!];
      expect(kits.map(({ principalId }) => principalId).toSorted()).toEqual(
        own.map(({ account }) => account.principalId).toSorted(),
      );
      for (const kit of kits) {
        expect(kit.workstationId).toBe(pcs[at]!.key);
        const person = own.find(({ account }) => account.principalId === kit.principalId)!;
        expect(Buffer.from(kit.recovery!.lock, 'base64url').equals(person.lock)).toBe(true);
      }
    }
  });

  test('what another workstation says it accepted is remembered for nobody', async () => {
    const { seed, account } = await scene.addPerson('alice');
    await scene.keep(pc, 'alice', seed);
    const { principalId, passwordGeneration: accepted } = account;
    await scene.refresh(scene.workstation(), [{ principalId, serial: 0, accepted: accepted! }]);
    const { rows } = await scene.test.connections.pool.query(
      'SELECT accepted_generation FROM kits',
    );
    expect(rows).toEqual([{ accepted_generation: null }]);
  });
});

test('many people at one workstation are looked up several at a time, and fill more than one answer', async () => {
  // Kits that are large, because a lock is in them, without an authenticator for each.
  const recovery = { secondFactor: false };
  await scene.applyPolicy({ logon: { desktop: { require: 'none' } }, recovery });
  const kept: Kit[] = [];
  for (let number = 0; number < 40; number++) {
    const name = `user${number}`;
    await scene.addPerson(name, { authenticator: false });
    kept.push((await scene.keep(pc, name)).kit);
  }
  await scene.applyPolicy({
    logon: { desktop: { require: 'none' } },
    recovery: { ...recovery, attempts: 7 },
  });
  const serials = new Map(kept.map(({ principalId, serial }) => [principalId, serial]));
  for (let round = 0; ; round++) {
    const claims = [...serials].map(([principalId, serial]) => ({ principalId, serial }));
    const raw = await scene.kits.refresh(pc, { kits: claims, events: [] });
    expect(Buffer.byteLength(JSON.stringify(raw))).toBeLessThan(64 * 1024);
    expect(raw.withdrawn).toEqual([]);
    for (const signed of raw.kits) {
      const kit = await scene.verify(pc.key, signed);
      expect(serials.get(kit.principalId)).toBe(1);
      serials.set(kit.principalId, kit.serial);
    }
    if (raw.more !== true) break;
    expect(raw.kits.length).toBeGreaterThan(0);
    expect(round).toBeLessThan(40);
  }
  expect([...serials.values()].every((serial) => serial === 2)).toBe(true);
});

test('principals who were never anybody are many, and still one answer', async () => {
  const claims = Array.from({ length: 64 }, () => ({
    principalId: `corp.test/${randomBytes(18).toString('hex')}`,
    serial: 1,
  }));
  const { withdrawn } = await scene.refresh(pc, claims);
  expect(withdrawn).toHaveLength(64);
});
