import type { Kit, LogonId } from '@gatehouse/protocol';

import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeRecoveryLocks } from '../../fakes/fake-recovery-locks.js';
import { FakeVault } from '../../fakes/fake-vault.js';
import { FakeWindowsPasswords } from '../../fakes/fake-windows-passwords.js';
import { PowerCutDisk } from '../../fakes/power-cut-disk.js';
import {
  KitSigner,
  Person,
  SeededBytes,
  beginRequest,
  issueKit,
  startOfflineScene,
} from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';
import { SeededRandom } from '../../support/seeded-random.js';

const alice = new Person('alice');
const bob = new Person('bob', 1002);

class Machine {
  readonly disk = new PowerCutDisk(new SeededRandom('authority'));
  readonly clock = new FakeClock();
  readonly signer = new KitSigner();
  readonly passwords = new FakeWindowsPasswords();
  readonly locks = new FakeRecoveryLocks();
  readonly vault = new FakeVault();
  #starts = 0;

  async start(): Promise<OfflineScene> {
    const { disk, clock, signer, passwords, locks, vault } = this;
    const random = new SeededBytes(`start ${this.#starts++}`);
    return startOfflineScene({ disk, clock, signer, passwords, locks, vault, random });
  }
}

async function prepared(change: Partial<Kit> = {}) {
  const machine = new Machine();
  const scene = await machine.start();
  await issueKit(scene, alice, change);
  return { machine, scene };
}

const begin = async (scene: OfflineScene, person = alice, password = person.password) =>
  scene.authority.begin(beginRequest(person, password), scene.context);

async function challengeIn(scene: OfflineScene): Promise<LogonId> {
  const verdict = await begin(scene);
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  return verdict.logonId;
}

async function logOn(scene: OfflineScene, code: string) {
  const logonId = await challengeIn(scene);
  return scene.authority.answer({ logonId, code }, scene.context);
}

const told = (scene: OfflineScene) => scene.events.first(64).map(({ type }) => type);
const stateOf = (scene: OfflineScene) => scene.store.entryOf(alice.principalId)!.state;

describe('while the vault cannot be asked', () => {
  it('nobody logs on or recovers, whether it goes before a start or after, and nothing is lost', async () => {
    const { machine, scene } = await prepared();
    machine.vault.isAway = true;
    for (const present of [scene, await machine.start()]) {
      expect(await begin(present)).toMatchObject({ outcome: 'denied', code: 'policy.denied' });
      const subject = { sid: alice.sid, name: 'alice' };
      expect(present.authority.canRecover(subject)).toBe(true);
      expect(await present.authority.beginRecovery(subject, present.context)).toEqual({
        outcome: 'refused',
        reason: 'unavailable',
      });
      machine.vault.isAway = false;
      expect(await begin(present)).toMatchObject({ outcome: 'challenge' });
      expect(stateOf(present)).toMatchObject({ wrongCodes: 0, attempts: 0 });
      machine.vault.isAway = true;
    }
  });
});

describe('a logon without the server', () => {
  it('R5: is granted for the password and a code, and says whom Windows is to log on', async () => {
    const { scene } = await prepared();
    const request = beginRequest(alice);
    const challenge = await scene.authority.begin(request, scene.context);
    expect(challenge).toMatchObject({
      outcome: 'challenge',
      current: { method: 'totp' },
      digits: 6,
      secondsLeft: 300,
    });
    expect(request.password.every((byte) => byte === 0)).toBe(true);
    const { logonId } = challenge as { logonId: LogonId };
    const code = alice.code(scene.clock.now());
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toEqual({
      outcome: 'granted',
      logonId,
      account: { sid: alice.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
      kit: false,
      correlationId: scene.context.correlationId,
    });
    expect(told(scene)).toEqual(['offline.granted']);
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      code: 'challenge.unknown',
    });
  });

  it.each([-1, 0, 1])('takes the code of step %d, and R37: each once', async (offset) => {
    const { machine, scene } = await prepared();
    const code = alice.code(machine.clock.now(), offset);
    expect(await logOn(scene, code)).toMatchObject({ outcome: 'granted' });
    expect(await logOn(scene, code)).toMatchObject({ rejected: 'factor.used-code' });
    expect(await logOn(await machine.start(), code)).toMatchObject({
      rejected: 'factor.used-code',
    });
  });

  it('R37: takes no code of a step before one that was spent, and none that the server has seen', async () => {
    const { machine, scene } = await prepared();
    await logOn(scene, alice.code(machine.clock.now()));
    const before = alice.code(machine.clock.now(), -1);
    expect(await logOn(scene, before)).toMatchObject({ rejected: 'factor.used-code' });
    const { clock } = machine;
    const lastStep = Math.floor(clock.now().getTime() / 30_000) + 1;
    const authenticator = { credentialId: alice.credentialId, lastStep };
    await issueKit(scene, alice, { serial: 2, authenticator });
    const seen = await logOn(scene, alice.code(clock.now(), 1));
    expect(seen).toMatchObject({ rejected: 'factor.used-code' });
  });

  it('takes no code from two steps away, nor one of another length', async () => {
    const { machine, scene } = await prepared({ logon: { offline: 'offline-otp', wrongCodes: 0 } });
    for (const code of [
      alice.code(machine.clock.now(), 2),
      alice.code(machine.clock.now(), -2),
      '',
      '1',
    ]) {
      expect(await logOn(scene, code)).toMatchObject({ rejected: 'factor.wrong-code' });
    }
  });

  it('R38: reads the same for a wrong password, with a kit, without one, and for unknown names', async () => {
    const { scene } = await prepared();
    scene.passwords.instead.set('CORP\\alice', 'locked');
    const locked = await begin(scene);
    scene.passwords.instead.delete('CORP\\alice');
    const wrong = await begin(scene, alice, 'wrong');
    const other = { ...beginRequest(bob, 'wrong'), expectedSid: undefined };
    const unknown = await scene.authority.begin(other, scene.context);
    expect(locked).toEqual(wrong);
    expect(unknown).toEqual(wrong);
    expect(wrong).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
    expect(stateOf(scene)).toMatchObject({ attempts: 0, wrongCodes: 0 });
  });

  it('is denied without a kit, also for a right password, and where none is kept at all', async () => {
    const { scene } = await prepared();
    scene.passwords.known.set('.\\bob', bob.password);
    const request = { ...beginRequest(bob), expectedSid: undefined };
    expect(await scene.authority.begin(request, scene.context)).toMatchObject({
      code: 'policy.denied',
    });
    const empty = await new Machine().start();
    expect(await begin(empty, bob)).toMatchObject({ code: 'policy.denied' });
    expect(empty.passwords.asked).toEqual([]);
  });

  it.each([
    ['unavailable', 'policy.denied'],
    ['disabled', 'account.disabled'],
    ['no-cached-logon', 'directory.unavailable'],
  ] as const)('R5: is denied when Windows says %s', async (check, code) => {
    for (const offline of ['offline-otp', 'password-only'] as const) {
      const { scene } = await prepared({ logon: { offline, wrongCodes: 3 } });
      scene.passwords.instead.set('CORP\\alice', check);
      expect(await begin(scene)).toMatchObject({ outcome: 'denied', code });
    }
  });

  it('is told that the password must be changed', async () => {
    const { scene } = await prepared();
    scene.passwords.instead.set('CORP\\alice', 'must-change');
    expect(await begin(scene)).toMatchObject({ outcome: 'change-password', reason: 'must-change' });
  });

  it('R26: is denied with an empty password, and nobody is asked', async () => {
    const { scene } = await prepared();
    expect(await begin(scene, alice, '')).toMatchObject({ code: 'password.empty' });
    expect(scene.passwords.asked).toEqual([]);
  });

  it('does what the signed kit says: nothing, or the password alone after Windows took it', async () => {
    const { scene } = await prepared({ logon: { offline: 'deny', wrongCodes: 3 } });
    expect(await begin(scene)).toMatchObject({ code: 'policy.denied' });
    await issueKit(scene, alice, { serial: 2, logon: { offline: 'password-only', wrongCodes: 3 } });
    expect(await begin(scene, alice, 'wrong')).toMatchObject({ code: 'credentials.wrong' });
    expect(await begin(scene)).toMatchObject({ outcome: 'granted' });
  });

  it('is denied where no authenticator is enrolled, or its seed is not here', async () => {
    const { scene } = await prepared();
    scene.store.change(alice.principalId, () => ({ seeds: [] }));
    expect(await begin(scene)).toMatchObject({ code: 'factor.not-enrolled' });
  });

  it('R34: destroys the kit after so many wrong codes, over all logons and restarts', async () => {
    const { machine, scene } = await prepared();
    expect(await logOn(scene, '000000')).toMatchObject({
      rejected: 'factor.wrong-code',
      strikesLeft: 2,
    });
    expect(await logOn(await machine.start(), '000000')).toMatchObject({ strikesLeft: 1 });
    const last = await machine.start();
    expect(await logOn(last, '000000')).toMatchObject({ outcome: 'denied', code: 'policy.denied' });
    expect(last.store.entryOf(alice.principalId)?.kit).toBeUndefined();
    expect(told(last)).toContain('kit.destroyed');
    expect(await begin(await machine.start())).toMatchObject({ code: 'policy.denied' });
  });

  it('R35: looks at no more codes than the kit allows, however many come at once', async () => {
    const { machine, scene } = await prepared();
    const ids = [];
    for (let count = 0; count < 20; count++) ids.push(await challengeIn(scene));
    const right = alice.code(machine.clock.now());
    const codes = ids.map((_, index) => (index < 3 ? '000000' : right));
    const verdicts = await Promise.all(
      ids.map((logonId, index) =>
        scene.authority.answer({ logonId, code: codes[index]! }, scene.context),
      ),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toEqual([]);
  });

  it('forgets wrong codes after a right one, and never destroys where the limit is 0', async () => {
    const { machine, scene } = await prepared();
    await logOn(scene, '000000');
    await logOn(scene, alice.code(machine.clock.now()));
    expect(stateOf(scene).wrongCodes).toBe(0);
    await issueKit(scene, alice, { serial: 2, logon: { offline: 'offline-otp', wrongCodes: 0 } });
    for (let count = 0; count < 30; count++) await logOn(scene, '000000');
    expect(scene.store.entryOf(alice.principalId)?.kit).toBeDefined();
  });

  it('refuses codes, kits and recovery when the clock was set back', async () => {
    const { machine, scene } = await prepared();
    const logonId = await challengeIn(scene);
    machine.clock.advance({ minutes: -6 });
    const code = alice.code(machine.clock.now());
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      code: 'policy.denied',
    });
    const again = await machine.start();
    expect(await begin(again)).toMatchObject({ code: 'policy.denied' });
    const subject = { sid: alice.sid, name: '' };
    expect(await again.authority.beginRecovery(subject, again.context)).toEqual({
      outcome: 'refused',
      reason: 'clock',
    });
  });

  it('ends a challenge when its time is over', async () => {
    const { machine, scene } = await prepared();
    const logonId = await challengeIn(scene);
    machine.clock.advance({ minutes: 5 });
    const code = alice.code(machine.clock.now());
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      code: 'challenge.expired',
    });
  });
});

describe('a recovery without the server', () => {
  const subject = { sid: undefined, name: 'CORP\\alice' };

  async function questions(scene: OfflineScene, who = subject) {
    const start = await scene.authority.beginRecovery(who, scene.context);
    if (start.outcome === 'refused') throw new Error(start.reason);
    return start;
  }

  const recover = async (scene: OfflineScene, recoveryId: string, ...wrong: string[]) =>
    scene.authority.recover({ recoveryId, answers: alice.answers(...wrong) }, scene.context);

  const recovery = alice.kit(new KitSigner().workstationId, new Date(0)).recovery!;

  it('asks the questions and gives the password back', async () => {
    const { scene } = await prepared();
    expect(scene.authority.canRecover(subject)).toBe(true);
    const start = await questions(scene);
    expect(start).toMatchObject({
      mandatory: [],
      optional: [{ id: 'first', text: 'First?' }, { id: 'second' }],
      threshold: 2,
      attemptsLeft: 3,
    });
    const outcome = await recover(scene, start.recoveryId);
    expect(outcome).toMatchObject({
      outcome: 'recovered',
      account: { sid: alice.sid },
      reveal: 'fill-in',
      secondFactor: false,
    });
    const { password } = outcome as { password: Uint8Array };
    expect(Buffer.from(password).toString()).toBe(alice.password);
    expect(told(scene)).toEqual(['recovery.opened', 'offline.granted']);
    expect(await recover(scene, start.recoveryId)).toMatchObject({ outcome: 'refused' });
  });

  it('R31: counts wrong sets, and at the limit the kit is gone and that is said after a restart too', async () => {
    const { machine, scene } = await prepared();
    const { recoveryId } = await questions(scene);
    expect(await recover(scene, recoveryId, 'first')).toEqual({
      outcome: 'wrong',
      attemptsLeft: 2,
    });
    expect(await recover(scene, recoveryId, 'second')).toEqual({
      outcome: 'wrong',
      attemptsLeft: 1,
    });
    const again = await machine.start();
    const second = await questions(again);
    expect(second.attemptsLeft).toBe(1);
    const destroyed = { outcome: 'refused', reason: 'destroyed' };
    expect(await recover(again, second.recoveryId, 'first')).toEqual(destroyed);
    expect(again.files.list().filter((name) => name.endsWith('.kit'))).toEqual([]);
    const last = await machine.start();
    expect(await last.authority.beginRecovery(subject, last.context)).toEqual(destroyed);
    expect(last.authority.canRecover(subject)).toBe(true);
    expect(told(last)).toEqual([
      'recovery.failed',
      'recovery.failed',
      'recovery.failed',
      'kit.destroyed',
    ]);
  });

  it('R35: looks at no more sets than the kit allows, however many come at once', async () => {
    const { machine, scene } = await prepared();
    const ids = [];
    for (let count = 0; count < 20; count++) ids.push((await questions(scene)).recoveryId);
    const outcomes = await Promise.all(ids.map(async (id) => recover(scene, id, 'first')));
    expect(machine.locks.looks).toBe(3);
    expect(outcomes.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(2);
  });

  it('forgets wrong sets after a right one', async () => {
    const { scene } = await prepared();
    await recover(scene, (await questions(scene)).recoveryId, 'first');
    await recover(scene, (await questions(scene)).recoveryId);
    expect((await questions(scene)).attemptsLeft).toBe(3);
  });

  it('never destroys a kit with 0 attempts', async () => {
    const { scene } = await prepared({ recovery: { ...recovery, attempts: 0 } });
    const { recoveryId, attemptsLeft } = await questions(scene);
    expect(attemptsLeft).toBeUndefined();
    for (let count = 0; count < 30; count++) {
      expect(await recover(scene, recoveryId, 'first')).toEqual({ outcome: 'wrong' });
    }
    expect(await recover(scene, recoveryId)).toMatchObject({ outcome: 'recovered' });
  });

  it('fills in the password that Windows accepted here, until it accepted a newer one', async () => {
    const passwords = ['100', '200'].map((generation) => ({
      generation,
      sealed: FakeRecoveryLocks.seal(`password ${generation}`),
    }));
    const { scene } = await prepared({ recovery: { ...recovery, passwords } });
    const recovered = async () => {
      const outcome = await recover(scene, (await questions(scene)).recoveryId);
      if (outcome.outcome !== 'recovered') throw new Error(outcome.outcome);
      return { ...outcome, text: Buffer.from(outcome.password).toString() };
    };
    expect((await recovered()).text).toBe('password 100');
    scene.store.change(alice.principalId, () => ({ accepted: '150' }));
    const newest = await recovered();
    expect(newest.text).toBe('password 200');
    const { logonId } = newest;
    await scene.authority.report({ logonId, ntStatus: 0xc000006d | 0 });
    expect(stateOf(scene).accepted).toBe('150');
    const next = await recovered();
    await scene.authority.report({ logonId: next.logonId, ntStatus: 0 });
    expect(stateOf(scene).accepted).toBe('200');
  });

  it('R33: asks for the code before the grant where the policy says so', async () => {
    const { machine, scene } = await prepared({ recovery: { ...recovery, secondFactor: true } });
    const outcome = await recover(scene, (await questions(scene)).recoveryId);
    expect(outcome).toMatchObject({ outcome: 'recovered', secondFactor: true });
    expect(told(scene)).toEqual(['recovery.opened']);
    const { logonId } = outcome as { logonId: LogonId };
    const answer = async (code: string) => scene.authority.answer({ logonId, code }, scene.context);
    expect(await answer('000000')).toMatchObject({ rejected: 'factor.wrong-code' });
    expect(await answer(alice.code(machine.clock.now()))).toMatchObject({
      outcome: 'granted',
      generation: '100',
    });
  });

  it('R33: is refused where the code must follow and cannot be checked', async () => {
    const { scene } = await prepared({ recovery: { ...recovery, secondFactor: true } });
    scene.store.change(alice.principalId, () => ({ seeds: [] }));
    expect(scene.authority.canRecover(subject)).toBe(false);
    await expect(questions(scene)).rejects.toThrow('no-kit');
  });

  it('R33: is refused where a code must follow and nobody enrolled an authenticator', async () => {
    const { scene } = await prepared({
      recovery: { ...recovery, secondFactor: true },
      authenticator: undefined,
    });
    expect(scene.authority.canRecover(subject)).toBe(false);
    await expect(questions(scene)).rejects.toThrow('no-kit');
  });

  it('is refused where the policy denies logons without the server', async () => {
    const { scene } = await prepared({ logon: { offline: 'deny', wrongCodes: 3 } });
    expect(scene.authority.canRecover(subject)).toBe(false);
    await expect(questions(scene)).rejects.toThrow('no-kit');
  });

  it('says why there is none', async () => {
    const { machine, scene } = await prepared();
    await expect(questions(scene, { sid: undefined, name: 'nobody' })).rejects.toThrow('no-kit');
    expect(scene.authority.canRecover({ sid: undefined, name: 'nobody' })).toBe(false);
    scene.passwords.keepsLogons = false;
    await expect(questions(scene)).rejects.toThrow('no-cached-logon');
    scene.passwords.keepsLogons = true;
    machine.clock.advance({ minutes: 15 * 24 * 60 });
    await expect(questions(scene)).rejects.toThrow('expired');
  });

  it('is over when it was given up', async () => {
    const { machine, scene } = await prepared();
    const { recoveryId } = await questions(scene);
    scene.authority.cancel(recoveryId);
    expect(await recover(scene, recoveryId)).toMatchObject({ outcome: 'refused' });
    expect(machine.locks.looks).toBe(0);
  });
});
