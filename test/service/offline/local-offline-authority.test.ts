import type { Kit, LogonId } from '@gatehouse/protocol';

import {
  OfflineMachine,
  Person,
  beginRequest,
  issueKit,
  prepareMachine,
} from '../../support/offline-scene.js';
import type { OfflineScene } from '../../support/offline-scene.js';

const alice = new Person('alice');
const bob = new Person('bob', 1002);

const prepared = async (change: Partial<Kit> = {}) => prepareMachine(alice, change);

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
    const session = { type: 'rdp', clientName: 'LAPTOP-7', clientAddress: '192.0.2.17' } as const;
    const request = { ...beginRequest(alice), remote: true, session };
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
    const way = { scenario: 'logon', remote: true, session };
    expect(scene.events.first(64)).toMatchObject([{ type: 'offline.granted', way }]);
    expect(await scene.authority.answer({ logonId, code }, scene.context)).toMatchObject({
      code: 'challenge.unknown',
    });
  });

  it('a wrong code is told with where it was typed', async () => {
    const { scene } = await prepared();
    const session = { type: 'citrix', clientName: 'THIN-CLIENT-42' } as const;
    const verdict = await scene.authority.begin(
      { ...beginRequest(alice), scenario: 'unlock', remote: true, session },
      scene.context,
    );
    const { logonId } = verdict as { logonId: LogonId };
    await scene.authority.answer({ logonId, code: 'no code' }, scene.context);
    const way = { scenario: 'unlock', remote: true, session };
    expect(scene.events.first(64)).toMatchObject([
      { type: 'offline.denied', code: 'factor.wrong-code', way },
    ]);
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
    const empty = await new OfflineMachine().start();
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
    expect(await logOn(last, '000000')).toMatchObject({
      outcome: 'denied',
      code: 'principal.locked',
    });
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
