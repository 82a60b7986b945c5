import { hashOfflineCode, normaliseBreakGlassCode } from '@gatehouse/protocol';
import type { Kit, PolicyDocument } from '@gatehouse/protocol';

import { FakeApprovals } from '../../fakes/fake-approvals.js';
import { makeContext, makeOperator } from '../../support/desk-scene.js';
import { KitScene } from '../../support/kit-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { tableDump } from '../../support/table-dump.js';

let postgres: TestPostgres;
let scene: KitScene;

const DAY_MS = 86_400_000;
const FREELY: PolicyDocument['settings'] = {
  helpDesk: { verifyCaller: 'optional', fourEyes: [] },
};

beforeAll(async () => {
  postgres = await startTestPostgres();
});
beforeEach(async () => {
  scene = await KitScene.start(postgres);
});
afterEach(() => scene[Symbol.asyncDispose]());
afterAll(() => postgres[Symbol.asyncDispose]());

type Workstation = ReturnType<KitScene['workstation']>;

/** A workstation that the server knows by a name. */
async function joined(hostname: string): Promise<Workstation> {
  const pc = scene.workstation();
  await scene.test.connections.pool.query(
    `INSERT INTO workstations (id, hostname, platform, version, hardware_key, thumbprint, public_x, public_y, join_token_id, joined_at)
     VALUES ($1, $2, 'windows', '1', false, $1, 'x', 'y', 'jtk', $3)`,
    [pc.key, hostname, scene.test.clock.now()],
  );
  return pc;
}

const readOut = (workstation: string, name = 'alice', by = scene.test.core) => {
  const approvals = new FakeApprovals(by.policies);
  const { offlineCodeReading } = by.deskActionsWith({ approvals, portalUrl: undefined });
  const operator = makeOperator('olga');
  const request = { operator, name, reason: 'lost phone, ticket 4711', context: makeContext() };
  return offlineCodeReading.readOut({ ...request, workstation });
};

const numbersIn = ({ offlineCodes }: Kit) => offlineCodes?.codes.map(({ number }) => number);
const known = (kit: Kit) => [{ principalId: kit.principalId, serial: kit.serial }];

/** Whether a code is one of those in a kit, as the workstation finds out. */
async function fits(kit: Kit, code: string): Promise<boolean> {
  const { principalId, workstationId, offlineCodes } = kit;
  const { salt, cost, codes } = offlineCodes!;
  const typed = normaliseBreakGlassCode(code) ?? '';
  const hash = await hashOfflineCode(typed, { principalId, workstationId, salt, cost });
  return codes.some((one) => one.hash === Buffer.from(hash).toString('base64url'));
}

describe('the codes in a kit', () => {
  it('are as many as the policy says, numbered, and end when it says', async () => {
    const { seed } = await scene.addPerson('alice');
    await scene.applyPolicy({
      offlineCodes: { count: 2, days: 10, wrongCodes: 4, lockMinutes: 20 },
    });
    const { kit } = await scene.keep(scene.workstation(), 'alice', seed);
    const expiresAt = new Date(scene.test.clock.now().getTime() + 10 * DAY_MS).toISOString();
    expect(kit.offlineCodes).toMatchObject({
      ...{ wrongCodes: 4, lockMinutes: 20 },
      codes: [
        { number: 1, expiresAt },
        { number: 2, expiresAt },
      ],
    });
    expect(await scene.audited('kit.issued')).toMatchObject([{ detail: { offlineCodes: 2 } }]);
  });

  it('are others for each person and each workstation', async () => {
    const alice = await scene.addPerson('alice');
    const bob = await scene.addPerson('bob');
    const [pc, laptop] = [scene.workstation(), scene.workstation()];
    const kits = [
      (await scene.keep(pc, 'alice', alice.seed)).kit,
      (await scene.keep(pc, 'bob', bob.seed)).kit,
    ];
    scene.test.clock.advance({ minutes: 1 });
    kits.push((await scene.keep(laptop, 'alice', alice.seed)).kit);
    const parts = kits.map(({ offlineCodes }) => offlineCodes!);
    expect(new Set(parts.map(({ salt }) => salt)).size).toBe(3);
    const hashes = parts.flatMap(({ codes }) => codes.map(({ hash }) => hash));
    expect(new Set(hashes).size).toBe(9);
  });

  it('are none where the policy wants none, no code is asked for, or the workstation cannot read them', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    await scene.applyPolicy({ offlineCodes: { count: 0 } });
    expect((await scene.keep(pc, 'alice', seed)).kit).not.toHaveProperty('offlineCodes');
    scene.test.clock.advance({ minutes: 1 });
    await scene.applyPolicy({ desktop: { offline: 'password-only' } });
    expect((await scene.keep(pc, 'alice', seed)).kit).not.toHaveProperty('offlineCodes');
    scene.test.clock.advance({ minutes: 1 });
    await scene.applyPolicy({});
    scene.takes = [];
    const { kit } = await scene.keep(pc, 'alice', seed);
    expect(kit).not.toHaveProperty('offlineCodes');
    expect(await scene.refresh(pc, known(kit))).toEqual({ kits: [], withdrawn: [] });
    scene.takes = ['offline-codes'];
    const { kits } = await scene.refresh(pc, known(kit));
    expect(numbersIn(kits[0]!)).toEqual([1, 2, 3]);
  });

  it('stay the same in every kit, until they have lived for half of their time', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = scene.workstation();
    await scene.applyPolicy({ offlineCodes: { days: 20 }, desktop: { kitDays: 60 } });
    const first = (await scene.keep(pc, 'alice', seed)).kit;
    scene.test.clock.advance({ minutes: 1 });
    const second = (await scene.keep(pc, 'alice', seed)).kit;
    expect(second.offlineCodes).toEqual(first.offlineCodes);
    expect(await scene.refresh(pc, known(second))).toEqual({ kits: [], withdrawn: [] });
    scene.test.clock.advance({ minutes: 10 * 24 * 60 });
    const { kits } = await scene.refresh(pc, known(second));
    // What was read out before the new ones arrived is good until its end.
    expect(numbersIn(kits[0]!)).toEqual([1, 2, 3, 4, 5, 6]);
    scene.test.clock.advance({ minutes: 10 * 24 * 60 });
    const later = await scene.refresh(pc, known(kits[0]!));
    expect(numbersIn(later.kits[0]!)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('are not more than the policy says when two nodes make them at once', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const node = await scene.addNode();
    const pc = scene.workstation();
    const logonId = await scene.logOn(pc, 'alice', seed);
    await Promise.all(
      [scene.kits, node.kits, scene.kits, node.kits].map((kits) =>
        scene.requestKit(pc, logonId, { kits }),
      ),
    );
    const { rows } = await scene.test.connections.pool.query(
      'SELECT number FROM offline_codes WHERE principal_id = $1 ORDER BY number',
      [account.principalId],
    );
    expect(rows).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });
});

describe('a code that is read out', () => {
  beforeEach(() => scene.applyPolicy(FREELY));

  it('is one of the kit there, of this person, and never shown again', async () => {
    const { seed } = await scene.addPerson('alice');
    const bob = await scene.addPerson('bob');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    const other = (await scene.keep(pc, 'bob', bob.seed)).kit;
    const first = await readOut('laptop-12');
    expect(first).toMatchObject({ hostname: 'LAPTOP-12', workstationId: pc.key, held: false });
    expect(first.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect(await fits(kit, first.code)).toBe(true);
    expect(await fits(other, first.code)).toBe(false);
    const rest = [await readOut(pc.key), await readOut('LAPTOP-12')];
    expect(new Set([first, ...rest].map(({ code }) => code)).size).toBe(3);
    await expect(readOut('LAPTOP-12')).rejects.toMatchObject({ code: 'offline-code.none' });
    const read = await scene.audited('offline-code.read-out');
    expect(read).toHaveLength(3);
    expect(read[0]?.detail).toMatchObject({
      ...{ operator: 'key_olga', reason: 'lost phone, ticket 4711', number: first.number },
      ...{ offlineCode: first.id, workstation: pc.key, hostname: 'LAPTOP-12' },
    });
    const dump = await tableDump(scene.test.connections.pool);
    for (const { code } of [first, ...rest]) {
      expect(dump).not.toContain(code.slice(0, 9));
      expect(dump).not.toContain(code.replaceAll('-', ''));
    }
    const { rows } = await scene.test.connections.pool.query(
      'SELECT 1 FROM offline_codes WHERE read_out_at IS NOT NULL AND sealed_code IS NOT NULL',
    );
    expect(rows).toEqual([]);
  });

  it('works until the kit there ends, at the most', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    expect((await readOut('LAPTOP-12')).expiresAt.toISOString()).toBe(kit.expiresAt);
    scene.test.clock.advance({ minutes: 14 * 24 * 60 });
    await expect(readOut('LAPTOP-12')).rejects.toThrow('expired');
  });

  it('is rather one that the workstation is known to have', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    await scene.applyPolicy({ ...FREELY, offlineCodes: { count: 1 } });
    const { kit } = await scene.keep(pc, 'alice', seed);
    // It has this kit, and says so.
    await scene.refresh(pc, known(kit));
    await scene.applyPolicy({ ...FREELY, offlineCodes: { count: 3, days: 90 } });
    const { kits } = await scene.refresh(pc, known(kit));
    expect(numbersIn(kits[0]!)).toEqual([1, 2, 3]);
    // The answer with the other two may have been lost.
    expect(await readOut('LAPTOP-12')).toMatchObject({ number: 1, held: true });
    expect(await readOut('LAPTOP-12')).toMatchObject({ held: false });
  });

  it('stays in the kit, and gets a successor beside it', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    const { code } = await readOut('LAPTOP-12');
    const { kits } = await scene.refresh(pc, known(kit));
    expect(numbersIn(kits[0]!)).toEqual([1, 2, 3, 4]);
    expect(await fits(kits[0]!, code)).toBe(true);
  });

  it('is read out once by two operators at two nodes', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    await scene.applyPolicy({ ...FREELY, offlineCodes: { count: 1 } });
    await scene.keep(pc, 'alice', seed);
    const { core } = await scene.addNode();
    const outcomes = await Promise.allSettled(
      [scene.test.core, core, scene.test.core, core].map((by) => readOut('LAPTOP-12', 'alice', by)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is none for a workstation without a kit of the person, of another name, destroyed or revoked', async () => {
    const { account, seed } = await scene.addPerson('alice');
    await scene.addPerson('bob');
    const pc = await joined('LAPTOP-12');
    await scene.keep(pc, 'alice', seed);
    const none = { code: 'offline-code.none' };
    await expect(readOut('LAPTOP-12', 'bob')).rejects.toMatchObject(none);
    await expect(readOut('LAPTOP-1_')).rejects.toMatchObject(none);
    await scene.test.connections.pool.query('UPDATE workstations SET revoked_at = now()');
    await expect(readOut('LAPTOP-12')).rejects.toMatchObject(none);
    await scene.test.connections.pool.query('UPDATE workstations SET revoked_at = NULL');
    scene.test.clock.advance({ minutes: 1 });
    await scene.refresh(pc, [], [scene.event('kit.destroyed', account.principalId)]);
    await expect(readOut('LAPTOP-12')).rejects.toMatchObject(none);
  });

  it('is sealed for its row: moved to another person, it is read out to nobody', async () => {
    const { seed } = await scene.addPerson('alice');
    const bob = await scene.addPerson('bob');
    const pc = await joined('LAPTOP-12');
    await scene.keep(pc, 'alice', seed);
    await scene.keep(pc, 'bob', bob.seed);
    await scene.test.connections.pool.query(
      `UPDATE offline_codes o SET sealed_code = other.sealed_code FROM offline_codes other
       WHERE o.number = other.number AND o.principal_id <> other.principal_id`,
    );
    await expect(readOut('LAPTOP-12')).rejects.toThrow('moved to another row');
  });

  it('is read out after the keyring was rotated', async () => {
    const { seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    await scene.test.keyring.rotate();
    expect(await fits(kit, (await readOut('LAPTOP-12')).code)).toBe(true);
  });
});

describe('a code that the workstation says was used', () => {
  beforeEach(() => scene.applyPolicy(FREELY));

  it('is spent, in no kit any more, and in the audit with its number', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    const { id, number } = await readOut('LAPTOP-12');
    const used = scene.event('offline-code.used', account.principalId, { offlineCodeId: id });
    const { kits } = await scene.refresh(pc, known(kit), [used]);
    expect(numbersIn(kits[0]!)).not.toContain(number);
    expect(numbersIn(kits[0]!)).toHaveLength(3);
    expect(await scene.audited('offline-code.used')).toMatchObject([
      {
        ...{ outcome: 'success', principalId: account.principalId, workstationId: pc.key },
        detail: { offlineCode: id, number, readOut: true },
      },
    ]);
  });

  it('tells the audit where it was never read out', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const pc = await joined('LAPTOP-12');
    const { kit } = await scene.keep(pc, 'alice', seed);
    const offlineCodeId = kit.offlineCodes!.codes[0]!.id;
    const used = scene.event('offline-code.used', account.principalId, { offlineCodeId });
    await scene.refresh(pc, known(kit), [used]);
    const [event] = await scene.audited('offline-code.used');
    expect(event?.detail).toMatchObject({ readOut: false });
  });

  it('is of that person at that workstation: others spend nothing', async () => {
    const { account, seed } = await scene.addPerson('alice');
    const bob = await scene.addPerson('bob');
    const [pc, other] = [await joined('LAPTOP-12'), await joined('LAPTOP-13')];
    const { kit } = await scene.keep(pc, 'alice', seed);
    const theirs = (await scene.keep(other, 'bob', bob.seed)).kit;
    const offlineCodeId = kit.offlineCodes!.codes[0]!.id;
    await scene.refresh(other, known(theirs), [
      scene.event('offline-code.used', account.principalId, { offlineCodeId }),
      scene.event('offline-code.used', bob.account.principalId, { offlineCodeId }),
    ]);
    expect(await scene.refresh(pc, known(kit))).toEqual({ kits: [], withdrawn: [] });
  });
});
