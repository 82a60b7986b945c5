import type { Kit, LogonId } from '@gatehouse/protocol';
import { jest } from '@jest/globals';

import { FakeRecoveryLocks } from '../../fakes/fake-recovery-locks.js';
import { KitSigner, Person, prepareMachine } from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';

const alice = new Person('alice');

const prepared = async (change: Partial<Kit> = {}) => prepareMachine(alice, change);
const told = (scene: OfflineScene) => scene.events.first(64).map(({ type }) => type);
const stateOf = (scene: OfflineScene) => scene.store.entryOf(alice.principalId)!.state;

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
    expect(told(scene)).toEqual(['recovery.opened', 'offline.granted', 'recovery.granted']);
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
    // Only now is everything proven that the policy asks.
    expect(told(scene)).toEqual([
      'recovery.opened',
      'offline.denied',
      'offline.granted',
      'recovery.granted',
    ]);
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

  it('wipes a password that was opened and that nobody gets', async () => {
    const { machine, scene } = await prepared({ recovery: { ...recovery, secondFactor: true } });
    // Argon2id takes 8 KiB a lane at the least (RFC 9106, section 3.1).
    const cost = { memoryKib: 8, passes: 1, lanes: 4 };
    scene.store.change(alice.principalId, ({ seeds }) => ({
      seeds: seeds.map((seed) => ({ ...seed, cost })),
    }));
    const open = jest.spyOn(machine.locks, 'open');
    const { recoveryId } = await questions(scene);
    const request = { recoveryId, answers: alice.answers() };
    await expect(scene.authority.recover(request, scene.context)).rejects.toThrow();
    const opened = await (open.mock.results[0]?.value as ReturnType<typeof machine.locks.open>);
    if (opened.outcome !== 'opened') throw new Error(opened.outcome);
    expect(opened.password.length).toBeGreaterThan(0);
    expect(opened.password.every((byte) => byte === 0)).toBe(true);
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
