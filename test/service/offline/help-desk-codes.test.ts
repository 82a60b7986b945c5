import type { Kit, LogonId, Verdict } from '@gatehouse/protocol';

import { STATE_SUFFIX, fileStem } from '../../../service/src/offline/state-store.js';
import { PowerCut } from '../../fakes/power-cut-disk.js';
import { makeCodes } from '../../support/offline-codes.js';
import type { TestCodes } from '../../support/offline-codes.js';
import {
  CORRELATION,
  KitSigner,
  OfflineMachine,
  Person,
  beginRequest,
  issueKit,
  startOfflineScene,
} from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';

const alice = new Person('alice');

let machine: OfflineMachine;
let scene: OfflineScene;
let given: TestCodes;

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(machine.clock.now().getTime() + days * DAY_MS);

/** A machine on which Alice has a kit with three codes, of which three may be wrong. */
async function prepare(change: Partial<Kit> = {}): Promise<void> {
  machine = new OfflineMachine();
  scene = await machine.start();
  const { workstationId } = machine.signer;
  given = await makeCodes(alice.principalId, workstationId, { expiresAt: inDays(30) });
  await issueKit(scene, alice, { offlineCodes: given.part, ...change });
}

beforeEach(() => prepare());

const begin = async (on = scene) => on.authority.begin(beginRequest(alice), on.context);
const idOf = (verdict: Verdict): LogonId => {
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  return verdict.logonId;
};

/** A right password, and the code of the help desk asked for. */
async function atCode(on = scene): Promise<LogonId> {
  const verdict = await begin(on);
  const logonId = idOf(verdict);
  if (verdict.outcome === 'challenge' && verdict.current.method === 'break-glass') return logonId;
  idOf(await on.authority.choose({ logonId, method: 'break-glass' }, on.context));
  return logonId;
}

async function answer(code: string, on = scene) {
  const logonId = await atCode(on);
  return on.authority.answer({ logonId, code }, on.context);
}

const stateOf = (on = scene) => on.store.entryOf(alice.principalId)!.state;
const told = (on = scene) => on.events.first(256);
const typesOf = (on = scene) => told(on).map(({ type }) => type);

describe('a code from the help desk', () => {
  it('is offered beside the code of the authenticator, and logs on with the password', async () => {
    const asked = await begin();
    expect(asked).toMatchObject({
      outcome: 'challenge',
      current: { method: 'totp' },
      methods: [{ method: 'totp' }, { method: 'break-glass' }],
      digits: 6,
    });
    const logonId = idOf(asked);
    const chosen = await scene.authority.choose({ logonId, method: 'break-glass' }, scene.context);
    expect(chosen).toMatchObject({ logonId, current: { method: 'break-glass' } });
    expect(chosen).not.toHaveProperty('digits');
    const code = ` ${given.codes[1]!.toLowerCase().replaceAll('-', ' ')} `;
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toEqual({
      outcome: 'granted',
      logonId,
      account: { sid: alice.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
      kit: false,
      correlationId: CORRELATION,
    });
    expect(told()).toMatchObject([
      { type: 'offline-code.used', principalId: alice.principalId, offlineCodeId: given.ids[1] },
      { type: 'offline.granted', principalId: alice.principalId },
    ]);
  });

  it('leaves the choice: whoever finds their phone goes back to its code', async () => {
    const logonId = await atCode();
    const back = await scene.authority.choose({ logonId, method: 'totp' }, scene.context);
    expect(back).toMatchObject({ current: { method: 'totp' }, digits: 6 });
    const code = alice.code(machine.clock.now());
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      outcome: 'granted',
    });
  });

  it('is asked for alone where the person has no authenticator here', async () => {
    await prepare();
    scene.store.change(alice.principalId, () => ({ seeds: [] }));
    expect(await begin()).toMatchObject({ methods: [{ method: 'break-glass' }] });
    expect(await answer(given.codes[0]!)).toMatchObject({ outcome: 'granted' });
  });

  it('never stands for the password', async () => {
    const request = beginRequest(alice, given.codes[0]);
    expect(await scene.authority.begin(request, scene.context)).toMatchObject({
      ...{ outcome: 'denied', code: 'credentials.wrong' },
    });
    expect(stateOf().offlineCodes).toBeUndefined();
  });

  it('is not taken by the field for the authenticator, nor the other way round', async () => {
    const logonId = idOf(await begin());
    const [code] = given.codes as [string];
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expect(await answer(alice.code(machine.clock.now()))).toMatchObject({
      rejected: 'factor.wrong-code',
    });
  });

  it('is not asked for after answers: nobody gets in without password and factor', async () => {
    await prepare({
      recovery: {
        ...alice.kit(machine.signer.workstationId, machine.clock.now()).recovery!,
        secondFactor: true,
      },
    });
    const start = await scene.authority.beginRecovery({ sid: alice.sid, name: '' }, scene.context);
    if (start.outcome !== 'questions') throw new Error(start.reason);
    const request = { recoveryId: start.recoveryId, answers: alice.answers() };
    const recovered = await scene.authority.recover(request, scene.context);
    if (recovered.outcome !== 'recovered') throw new Error(recovered.outcome);
    const { logonId } = recovered;
    await expect(
      scene.authority.choose({ logonId, method: 'break-glass' }, scene.context),
    ).rejects.toThrow('not offered');
    const [code] = given.codes as [string];
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      rejected: 'factor.wrong-code',
    });
  });

  it('is not offered by a kit without codes, after the last one, and when all are over', async () => {
    await prepare({ offlineCodes: undefined });
    expect(await begin()).toMatchObject({ methods: [{ method: 'totp' }] });
    await prepare();
    for (const code of given.codes) await answer(code);
    expect(await begin()).toMatchObject({ methods: [{ method: 'totp' }] });
    await prepare({ expiresAt: inDays(60).toISOString() });
    machine.clock.advance({ minutes: 30 * 24 * 60 });
    expect(await begin()).toMatchObject({ methods: [{ method: 'totp' }] });
  });
});

describe('R37: a code is good once', () => {
  it('also after a restart, and another one still is', async () => {
    expect(await answer(given.codes[0]!)).toMatchObject({ outcome: 'granted' });
    expect(await answer(given.codes[0]!)).toMatchObject({ rejected: 'factor.used-code' });
    const again = await machine.start();
    expect(await answer(given.codes[0]!, again)).toMatchObject({ rejected: 'factor.used-code' });
    expect(await answer(given.codes[1]!, again)).toMatchObject({ outcome: 'granted' });
  });

  it('at two tiles at once, of which one gets in', async () => {
    const logons = [await atCode(), await atCode(), await atCode()];
    const [code] = given.codes as [string];
    const verdicts = await Promise.all(
      logons.map(async (logonId) => scene.authority.answer({ logonId, code }, scene.context)),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
    expect(typesOf().filter((type) => type === 'offline-code.used')).toHaveLength(1);
  });

  it('also when newer kits name it still, and when the kit was destroyed and came back', async () => {
    await answer(given.codes[0]!);
    await issueKit(scene, alice, { serial: 2, offlineCodes: given.part });
    expect(await answer(given.codes[0]!)).toMatchObject({ rejected: 'factor.used-code' });
    scene.store.destroy(alice.principalId, 'wrong-codes', CORRELATION);
    await issueKit(scene, alice, { serial: 3, offlineCodes: given.part });
    expect(await answer(given.codes[0]!)).toMatchObject({ rejected: 'factor.used-code' });
  });

  it('also when the state was copied back: the kit is destroyed, and its successor knows', async () => {
    const name = fileStem(alice.principalId) + STATE_SUFFIX;
    const before = scene.files.read(name)!;
    await answer(given.codes[0]!);
    scene.files.replace(name, before);
    const again = await machine.start();
    expect(await begin(again)).toMatchObject({ outcome: 'denied', code: 'policy.denied' });
    expect(typesOf(again)).toContain('kit.destroyed');
    await issueKit(again, alice, { serial: 2, offlineCodes: given.part });
    expect(await answer(given.codes[0]!, again)).toMatchObject({ rejected: 'factor.used-code' });
  });

  it('and a person who gave up in the middle is not let in', async () => {
    const logonId = await atCode();
    const [code] = given.codes as [string];
    const answering = scene.authority.answer({ logonId, code }, scene.context);
    scene.authority.cancel(logonId);
    expect(await answering).toMatchObject({ outcome: 'denied', code: 'challenge.unknown' });
    expect(await answer(code)).toMatchObject({ rejected: 'factor.used-code' });
  });
});

describe('R34: wrong codes', () => {
  it('lock codes after as many as the kit says, for as long, whatever is restarted', async () => {
    expect(await answer('0000-0000-0000-0000')).toMatchObject({
      rejected: 'factor.wrong-code',
      strikesLeft: 2,
    });
    expect(await answer('rubbish')).toMatchObject({ strikesLeft: 1 });
    const until = new Date(machine.clock.now().getTime() + 15 * 60_000).toISOString();
    const locked = { outcome: 'denied', code: 'factor.locked', lockedUntil: until };
    expect(await answer('0000-0000-0000-0000')).toMatchObject(locked);
    expect(typesOf()).toContain('offline-code.locked');
    const again = await machine.start();
    for (const on of [scene, again]) {
      const logonId = idOf(await begin(on));
      const choice = { logonId, method: 'break-glass' } as const;
      expect(await on.authority.choose(choice, on.context)).toMatchObject(locked);
    }
    // The authenticator is another count.
    const logonId = idOf(await begin(again));
    const code = alice.code(machine.clock.now());
    expect(await again.authority.answer({ logonId, code }, again.context)).toMatchObject({
      outcome: 'granted',
    });
    machine.clock.advance({ minutes: 15 });
    expect(await answer(given.codes[0]!, again)).toMatchObject({ outcome: 'granted' });
    expect(stateOf(again).offlineCodes?.wrong).toBe(0);
  });

  it('a right code among the locked ones opens nothing, also where it was asked for before', async () => {
    const early = await atCode();
    for (let at = 0; at < 3; at++) await answer('0000-0000-0000-0000');
    const [code] = given.codes as [string];
    expect(await scene.authority.answer({ logonId: early, code }, scene.context)).toMatchObject({
      code: 'factor.locked',
    });
    machine.clock.advance({ minutes: 16 });
    expect(await answer(code)).toMatchObject({ outcome: 'granted' });
  });

  it('are denied at once while locked where nothing else is there to ask for', async () => {
    scene.store.change(alice.principalId, () => ({ seeds: [] }));
    for (let at = 0; at < 3; at++) await answer('0000-0000-0000-0000');
    expect(await begin()).toMatchObject({ outcome: 'denied', code: 'factor.locked' });
  });

  it('do not touch the count of the authenticator, nor destroy the kit', async () => {
    for (let at = 0; at < 3; at++) await answer('0000-0000-0000-0000');
    expect(stateOf()).toMatchObject({ wrongCodes: 0, attempts: 0 });
    expect(stateOf()).not.toHaveProperty('gone');
  });

  it('are counted for each person, of the same computer', async () => {
    const bob = new Person('bob', 1002);
    const others = await makeCodes(bob.principalId, machine.signer.workstationId, {
      expiresAt: inDays(30),
    });
    await issueKit(scene, bob, { offlineCodes: others.part });
    // The code of another person at the same computer is a wrong one.
    expect(await answer(others.codes[0]!)).toMatchObject({ rejected: 'factor.wrong-code' });
    expect(scene.store.entryOf(bob.principalId)!.state.offlineCodes).toBeUndefined();
  });
});

describe('what the event log is made of', () => {
  const lines = () => scene.logger.lines.filter(({ event }) => event.startsWith('offline-code.'));
  const line = (event: string, more: object) => ({
    ...{ level: 'warn', event, correlationId: CORRELATION, sid: alice.sid },
    ...more,
  });

  it('says how many codes are left, and when they run low', async () => {
    await answer(given.codes[0]!);
    expect(lines()).toEqual([line('offline-code.used', { count: 2 })]);
    await answer(given.codes[1]!);
    await answer(given.codes[2]!);
    expect(lines().slice(1)).toEqual([
      line('offline-code.used', { count: 1 }),
      line('offline-code.low', { count: 1 }),
      line('offline-code.used', { count: 0 }),
      line('offline-code.low', { count: 0 }),
    ]);
  });

  it('counts those that are over as none', async () => {
    const [first, ...others] = given.part.codes;
    const soon = { ...first!, expiresAt: inDays(1).toISOString() };
    await issueKit(scene, alice, {
      ...{ serial: 2, expiresAt: inDays(30).toISOString() },
      offlineCodes: { ...given.part, codes: [soon, ...others] },
    });
    machine.clock.advance({ minutes: 2 * 24 * 60 });
    await answer(given.codes[1]!);
    expect(lines()).toEqual([
      line('offline-code.used', { count: 1 }),
      line('offline-code.low', { count: 1 }),
    ]);
  });

  it('says why one was refused, what is left, and that codes are locked', async () => {
    await answer(given.codes[0]!);
    await answer(given.codes[0]!);
    await answer('0000-0000-0000-0000');
    await answer('rubbish');
    expect(lines().slice(1)).toEqual([
      line('offline-code.refused', { code: 'used', count: 2 }),
      line('offline-code.refused', { code: 'wrong', count: 1 }),
      line('offline-code.refused', { code: 'wrong', count: 0 }),
      line('offline-code.locked', { seconds: 15 * 60 }),
    ]);
  });
});

describe('a code of another workstation', () => {
  it('is wrong here, although the person is the same', async () => {
    const other = new KitSigner();
    const theirs = await makeCodes(alice.principalId, other.workstationId, {
      expiresAt: inDays(30),
    });
    expect(await answer(theirs.codes[0]!)).toMatchObject({ rejected: 'factor.wrong-code' });
  });

  it('is wrong here, although somebody copied its hashes into a kit of this one', async () => {
    const other = new KitSigner();
    const theirs = await makeCodes(alice.principalId, other.workstationId, {
      expiresAt: inDays(30),
    });
    await issueKit(scene, alice, { serial: 2, offlineCodes: theirs.part });
    expect(await answer(theirs.codes[0]!)).toMatchObject({ rejected: 'factor.wrong-code' });
  });

  it('comes with no kit of that workstation, and with none that was changed', async () => {
    const kit = alice.kit(machine.signer.workstationId, machine.clock.now(), { serial: 2 });
    const changed = await new KitSigner(machine.signer.workstationId).sign(kit);
    const put = (signed: string) => scene.store.put(signed, { revive: false }, CORRELATION);
    expect(await put(changed)).toEqual({ refused: 'wrong-key' });
    const [head, , tail] = (await machine.signer.sign(kit)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...kit, offlineCodes: given.part }));
    expect(await put([head, forged.toString('base64url'), tail].join('.'))).toEqual({
      refused: 'wrong-key',
    });
    const elsewhere = { ...kit, workstationId: new KitSigner().workstationId };
    expect(await put(await machine.signer.sign(elsewhere))).toEqual({
      refused: 'wrong-workstation',
    });
  });
});

describe('a power cut while a code is looked at', () => {
  it('leaves the code unspent or spent, never good twice, and is an attempt as soon as it is looked at', async () => {
    const seen = { unspent: 0, spent: 0 };
    for (let change = 1; ; change++) {
      await prepare();
      const [code] = given.codes as [string];
      const logonId = await atCode();
      machine.disk.cutAt = machine.disk.changes + change;
      const answered = scene.authority.answer({ logonId, code }, scene.context);
      const verdict = await answered.catch((error: unknown) => {
        if (!(error instanceof PowerCut)) throw error;
        return undefined;
      });
      if (machine.disk.changes < machine.disk.cutAt) break;
      const { clock, signer, passwords, locks, vault } = machine;
      const same = { clock, signer, passwords, locks, vault };
      const after = await startOfflineScene({ ...same, disk: machine.disk.restart() });
      expect(stateOf(after)).not.toHaveProperty('gone');
      const { wrong = 0, spent = [] } = stateOf(after).offlineCodes ?? {};
      if (spent.length > 0) {
        // Whether or not anybody was let in: it is spent, and the server hears of it.
        seen.spent++;
        expect(spent.map(({ id }) => id)).toEqual([given.ids[0]]);
        const used = { type: 'offline-code.used', offlineCodeId: given.ids[0] };
        expect(told(after)).toContainEqual(expect.objectContaining(used));
        expect(await answer(code, after)).toMatchObject({ rejected: 'factor.used-code' });
      } else {
        seen.unspent++;
        expect(verdict).toBeUndefined();
        expect(wrong).toBeLessThanOrEqual(1);
        expect(await answer(code, after)).toMatchObject({ outcome: 'granted' });
      }
    }
    expect(seen.unspent).toBeGreaterThan(3);
    expect(seen.spent).toBeGreaterThan(3);
  });

  it('gives no more attempts than the limit, however often the power is cut', async () => {
    scene.store.change(alice.principalId, () => ({ offlineCodes: { wrong: 3, spent: [] } }));
    expect(await answer(given.codes[0]!)).toMatchObject({ code: 'factor.locked' });
  });
});

describe('what the server is told', () => {
  it('is told until it took it, and forgotten after the code is over', async () => {
    await answer(given.codes[0]!);
    const sent = told();
    scene.events.remove(sent);
    // The answer was lost: whoever starts again tells it again.
    expect(typesOf(await machine.start())).toEqual(['offline-code.used']);
    scene.store.told(sent);
    expect(typesOf(await machine.start())).toEqual(['offline-code.used']);
    const again = await machine.start();
    again.events.remove(told(again));
    expect(typesOf(await machine.start())).toEqual([]);
    expect(stateOf(again).offlineCodes?.spent).toMatchObject([{ id: given.ids[0] }]);
    machine.clock.advance({ minutes: 31 * 24 * 60 });
    const newer = await makeCodes(alice.principalId, machine.signer.workstationId, {
      expiresAt: inDays(30),
      batch: 2,
    });
    await issueKit(again, alice, { serial: 2, offlineCodes: newer.part });
    expect(await answer(newer.codes[0]!, again)).toMatchObject({ outcome: 'granted' });
    expect(stateOf(again).offlineCodes?.spent).toMatchObject([{ id: newer.ids[0] }]);
  });

  it('holds no code', async () => {
    await answer('1234-5678-9ABC-DEF0');
    for (const code of given.codes) await answer(code);
    const everything = JSON.stringify([told(), scene.logger.lines, stateOf()]);
    for (const code of [...given.codes, '1234-5678-9ABC-DEF0']) {
      expect(everything).not.toContain(code.slice(0, 9));
      expect(everything).not.toContain(code.replaceAll('-', '').slice(0, 8));
    }
  });
});

it('a clock that was set back opens nothing', async () => {
  const logonId = await atCode();
  machine.clock.advance({ minutes: 10 });
  scene.time.note();
  machine.clock.advance({ minutes: -10 });
  const [code] = given.codes as [string];
  expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
    outcome: 'denied',
  });
});
