import { describe, expect, it } from '@jest/globals';

import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import { PASSWORD } from '../../support/logon-scene.js';
import {
  ALICES_ANSWERS,
  NEW_PASSWORD,
  expectVerdict,
  threeRight,
  startSelfServiceForEachTest,
} from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';
import { makeSource } from '../../support/server-core.js';

describe('self-service', () => {
  let scene: SelfServiceScene;

  startSelfServiceForEachTest((started) => (scene = started));

  it('resets after answers and a mailed code, unlocks in the same go, and seals the new password', async () => {
    const { alice } = scene.logon;
    await scene.applyPolicy({ logon: { desktop: { methods: ['email'] } } });
    scene.directory.lock('alice');
    await scene.logon.begin('alice', 'forgotten');
    const asked = expectVerdict(await scene.begin(), 'questions');
    expect(asked).toMatchObject({ mandatory: [], threshold: 3, expiresInSeconds: 600 });
    expect(asked.optional).toHaveLength(5);
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    expect(challenge).toMatchObject({
      current: { method: 'email', destination: expect.stringContaining('@corp.test') },
      digits: 6,
      resendsLeft: 3,
    });
    const code = scene.mailer.codeTo('alice@corp.test');
    const chosen = expectVerdict(await scene.answerCode(challenge, code), 'new-password');
    expect(chosen.rules).toEqual([
      { code: 'password.length', value: 15 },
      { code: 'password.personal' },
      { code: 'password.history', value: 2 },
    ]);
    expect(await scene.reset(chosen)).toMatchObject({
      outcome: 'done',
      purpose: 'reset',
      account: { sid: alice.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
    });

    expect(await scene.checkPassword(alice, PASSWORD)).toBe('wrong');
    expect(await scene.checkPassword(alice, NEW_PASSWORD)).toBe('right');
    expect(await scene.directory.lockout(alice)).toBeUndefined();
    expect(await scene.logon.strikes()).toBe(1);
    const { passwordGeneration } = (await scene.directory.find('alice'))!;
    expect(passwordGeneration).not.toBe(alice.passwordGeneration);
    expect(scene.sealing.stored).toMatchObject([
      {
        principalId: alice.principalId,
        generation: passwordGeneration,
        password: NEW_PASSWORD,
        keyId: `key-of-${alice.principalId}`,
      },
    ]);
    expect(await scene.eventTypes()).toEqual([
      'self-service.begun',
      'self-service.proven',
      'challenge.issued',
      'self-service.proven',
      'password.resetting',
      'password.reset',
      'principal.unlocked',
    ]);
  });

  it('R33: after a reset the logon is an ordinary one, with its second factor', async () => {
    await scene.reset(expectVerdict(await scene.proveAll(), 'new-password'));
    expect(await scene.logon.begin('alice', PASSWORD)).toMatchObject({ code: 'credentials.wrong' });
    expect(await scene.logon.begin('alice', NEW_PASSWORD)).toMatchObject({ outcome: 'challenge' });
  });

  it('R6: a reset password is no proof for the first factor of whoever has none', async () => {
    await scene.applyPolicy({
      selfService: { reset: 'answers' },
      enrollment: { required: ['totp'], firstProof: 'password', idleDays: 30 },
    });
    const lastUsedAt = scene.logon.test.clock.now();
    const bob = scene.directory.add({ name: 'bob', password: PASSWORD, lastUsedAt });
    scene.answers.enroll(bob.principalId, ALICES_ANSWERS, 3);
    expect(await scene.logon.begin('bob', PASSWORD)).toMatchObject({ outcome: 'enroll' });

    const asked = expectVerdict(await scene.begin('bob'), 'questions');
    expect(
      await scene.reset(expectVerdict(await scene.answer(asked), 'new-password')),
    ).toMatchObject({
      outcome: 'done',
    });
    scene.directory.setLastUsedAt('bob', scene.logon.test.clock.now());
    expect(await scene.logon.begin('bob', NEW_PASSWORD)).toMatchObject({
      outcome: 'denied',
      code: 'factor.not-enrolled',
    });
    await scene.logon.enrollTotp(bob);
    expect(await scene.logon.begin('bob', NEW_PASSWORD)).toMatchObject({ outcome: 'challenge' });
  });

  it('unlocks by answers alone where the policy says so, and leaves the password as it is', async () => {
    const { alice } = scene.logon;
    await scene.applyPolicy({ selfService: { unlock: 'answers' } });
    scene.directory.lock('alice');
    const asked = expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'questions');
    expect(await scene.answer(asked)).toMatchObject({ outcome: 'done', purpose: 'unlock' });
    expect(await scene.checkPassword(alice, PASSWORD)).toBe('right');
    expect(scene.sealing.stored).toEqual([]);
  });

  it('unlocks no account that has expired meanwhile', async () => {
    const { alice } = scene.logon;
    await scene.applyPolicy({ selfService: { unlock: 'answers' } });
    scene.directory.lock('alice');
    const asked = expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'questions');
    scene.directory.setState('alice', 'account-expired');
    expect(await scene.answer(asked)).toMatchObject({ outcome: 'denied' });
    expect(await scene.directory.lockout(alice)).toBeDefined();
  });

  it('unlocks at the second try what a directory that was away, or a crash, left locked', async () => {
    const { alice } = scene.logon;
    await scene.applyPolicy({ selfService: { unlock: 'otp' } });
    scene.directory.lock('alice');
    const begun = expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'challenge');
    const code = scene.logon.codeNow();
    const unlock = scene.directory.unlock.bind(scene.directory);
    scene.directory.unlock = async () => {
      throw new DirectoryUnavailableError('away');
    };
    expect(await scene.answerCode(begun, code)).toMatchObject({ code: 'directory.unavailable' });
    scene.directory.unlock = async (account) => {
      await unlock(account);
      throw new Error('the process ends here');
    };
    await expect(scene.answerCode(begun, code)).rejects.toThrow('the process ends here');
    scene.directory.unlock = unlock;
    const other = { source: makeSource() };
    expect(await scene.answerCode(begun, code, other)).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(await scene.answerCode(begun, code)).toMatchObject({ outcome: 'done' });
    expect(await scene.directory.lockout(alice)).toBeUndefined();
    expect(await scene.logon.events('principal.unlocked')).toHaveLength(1);
    expect(await scene.answerCode(begun, code)).toMatchObject({ code: 'self-service.unknown' });
  });

  it('resumes no reset: a new password is proven anew', async () => {
    const chosen = expectVerdict(await scene.proveAll(), 'new-password');
    scene.directory.resetPassword = () => Promise.reject(new Error('the process ends here'));
    await expect(scene.reset(chosen)).rejects.toThrow('the process ends here');
    expect(await scene.answer(chosen)).toMatchObject({ code: 'self-service.unknown' });
  });

  it('does what the policy switched off for nobody', async () => {
    await scene.applyPolicy({ selfService: { reset: 'off' } });
    for (const name of ['alice', 'nobody-of-that-name']) {
      expect(await scene.begin(name)).toMatchObject({ outcome: 'denied', code: 'policy.denied' });
    }
  });

  it('goes on at another node', async () => {
    const other = scene.createNode(scene.logon.test.connect().pool);
    const asked = expectVerdict(await scene.begin(), 'questions');
    const challenge = await scene.answer(asked, threeRight(), { node: other });
    const chosen = await scene.answerCode(
      expectVerdict(challenge, 'challenge'),
      scene.logon.codeNow(),
    );
    const verdict = await scene.reset(expectVerdict(chosen, 'new-password'), NEW_PASSWORD, {
      node: other,
    });
    expect(verdict.outcome).toBe('done');
  });

  it('is cancelled by its own workstation, and nobody else’s', async () => {
    const asked = expectVerdict(await scene.begin(), 'questions');
    const { sessionId } = asked;
    await scene.selfService.cancel({ source: makeSource(), sessionId });
    expect(await scene.answer(asked)).toMatchObject({ outcome: 'challenge' });
    await scene.selfService.cancel({ source: scene.source, sessionId });
    await scene.selfService.cancel({ source: scene.source, sessionId });
    expect(await scene.answer(asked)).toMatchObject({ code: 'self-service.unknown' });
  });

  it('expires, at every stage', async () => {
    const asked = expectVerdict(await scene.begin(), 'questions');
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    scene.logon.test.clock.advance({ minutes: 11 });
    const late = await scene.answerCode(challenge, scene.logon.codeNow());
    expect(late).toMatchObject({ outcome: 'denied', code: 'self-service.expired' });

    const chosen = expectVerdict(await scene.proveAll(), 'new-password');
    scene.logon.test.clock.advance({ minutes: 11 });
    expect(await scene.reset(chosen)).toMatchObject({ code: 'self-service.expired' });
    expect(await scene.checkPassword(scene.logon.alice, PASSWORD)).toBe('right');
  });

  it('R42: takes no step before the one that is due, and none twice', async () => {
    const asked = expectVerdict(await scene.begin(), 'questions');
    expect(await scene.reset(asked)).toMatchObject({ code: 'self-service.unknown' });
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    expect(await scene.answer(asked)).toMatchObject({ code: 'self-service.unknown' });
    expect(await scene.reset(asked)).toMatchObject({ code: 'self-service.unknown' });
    const code = scene.logon.codeNow();
    const chosen = expectVerdict(await scene.answerCode(challenge, code), 'new-password');
    expect(await scene.answerCode(challenge, code)).toMatchObject({ code: 'self-service.unknown' });
    expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
    expect(await scene.reset(chosen, 'Another one 3!')).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(await scene.checkPassword(scene.logon.alice, NEW_PASSWORD)).toBe('right');
  });

  it('R37: a code of an authenticator that a logon used is used here as well', async () => {
    const { logon } = scene;
    const code = logon.codeNow();
    await logon.answer(await logon.challenge(), code);
    const asked = expectVerdict(await scene.begin(), 'questions');
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    expect(await scene.answerCode(challenge, code)).toMatchObject({
      outcome: 'challenge',
      rejected: 'factor.used-code',
    });
  });

  it('R27: a code goes where the directory says when it is sent', async () => {
    await scene.applyPolicy({ logon: { desktop: { methods: ['email'] } } });
    const asked = expectVerdict(await scene.begin(), 'questions');
    const first = expectVerdict(await scene.answer(asked), 'challenge');
    scene.directory.setMail('alice', 'new@corp.test');
    const second = expectVerdict(await scene.choose(first, 'email'), 'challenge');
    expect(second.challengeId).not.toBe(first.challengeId);
    expect(second.resendsLeft).toBe(2);
    const old = scene.mailer.codeTo('alice@corp.test');
    expect(await scene.answerCode(first, old)).toMatchObject({ code: 'challenge.unknown' });
    const verdict = await scene.answerCode(second, scene.mailer.codeTo('new@corp.test'));
    expect(verdict.outcome).toBe('new-password');
  });

  it('R39: says so when the code could not be delivered, and the other method still does', async () => {
    await scene.applyPolicy({ logon: { desktop: { methods: ['email', 'totp'] } } });
    scene.mailer.available = false;
    const asked = expectVerdict(await scene.begin(), 'questions');
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    expect(challenge).toMatchObject({ rejected: 'factor.undeliverable' });
    const other = expectVerdict(await scene.choose(challenge, 'totp'), 'challenge');
    expect((await scene.answerCode(other, scene.logon.codeNow())).outcome).toBe('new-password');
    expect(await scene.logon.strikes()).toBe(0);
  });

  it('who has answers and no factor hears of it after right answers only', async () => {
    const bob = scene.directory.add({ name: 'bob', password: PASSWORD });
    scene.answers.enroll(bob.principalId, { 'first-meal': 'soup' }, 1);
    const wrong = expectVerdict(await scene.begin('bob'), 'questions');
    expect(await scene.answer(wrong, { 'first-meal': 'stew' })).toMatchObject({
      rejected: 'answers.wrong',
    });
    expect(await scene.answer(wrong, { 'first-meal': 'soup' })).toMatchObject({
      outcome: 'denied',
      code: 'factor.not-enrolled',
    });
  });

  describe('a new password', () => {
    it.each([
      ['too short', 'short', [{ code: 'password.length', value: 15 }]],
      ['the present one', PASSWORD, [{ code: 'password.history', value: 2 }]],
      ['empty (R26)', '', [{ code: 'password.length', value: 15 }]],
      ['no text', 'null \0 character', [{ code: 'password.characters' }]],
      [
        'short and her name',
        'alice in W.',
        [{ code: 'password.length', value: 15 }, { code: 'password.personal' }],
      ],
    ])(
      'that is %s is refused with all rules, and another one does',
      async (_name, typed, rejected) => {
        const chosen = expectVerdict(await scene.proveAll(), 'new-password');
        const again = expectVerdict(await scene.reset(chosen, typed), 'new-password');
        expect(again).toMatchObject({ rejected, rules: chosen.rules });
        expect(await scene.logon.strikes()).toBe(0);
        expect(await scene.reset(again)).toMatchObject({ outcome: 'done' });
      },
    );

    it('is refused where a list of breached ones is demanded and there is none to ask', async () => {
      await scene.logon.applyPolicy({ password: { breached: 'require' } });
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      expect(chosen.rules).toContainEqual({ code: 'password.breached' });
      const again = expectVerdict(await scene.reset(chosen), 'new-password');
      expect(again.rejected).toEqual([{ code: 'password.unchecked' }]);
      await scene.logon.applyPolicy({ password: { breached: 'when-present' } });
      expect(await scene.reset(again)).toMatchObject({ outcome: 'done' });
    });

    it('is set by one of many parallel requests', async () => {
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      const passwords = Array.from({ length: 10 }, (_, i) => `Parallel password ${i}`);
      const verdicts = await Promise.all(passwords.map((typed) => scene.reset(chosen, typed)));
      expect(verdicts.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
      const winner = passwords[verdicts.findIndex(({ outcome }) => outcome === 'done')];
      expect(await scene.checkPassword(scene.logon.alice, winner!)).toBe('right');
    });

    it('is refused where the service account may not, and the operator hears of it', async () => {
      scene.directory.mayWrite = false;
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      expect(await scene.reset(chosen)).toMatchObject({ code: 'directory.forbidden' });
      expect(scene.warnings).toContain('the service account may not reset passwords or unlock');
      expect(await scene.checkPassword(scene.logon.alice, PASSWORD)).toBe('right');
    });

    it('is not set while the directory is away, and costs nothing', async () => {
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      scene.directory.available = false;
      expect(await scene.reset(chosen)).toMatchObject({ code: 'directory.unavailable' });
      scene.directory.available = true;
      expect(await scene.reset(chosen)).toMatchObject({ code: 'self-service.unknown' });
      expect(await scene.checkPassword(scene.logon.alice, PASSWORD)).toBe('right');
    });

    it('stands in the audit before the directory has it: a crash leaves what was about to happen', async () => {
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      let before: string[] = [];
      const resetPassword = scene.directory.resetPassword.bind(scene.directory);
      scene.directory.resetPassword = async (...about) => {
        before = await scene.eventTypes();
        await resetPassword(...about);
        throw new Error('the process ends here');
      };
      await expect(scene.reset(chosen)).rejects.toThrow('the process ends here');
      expect(before.at(-1)).toBe('password.resetting');
      expect(await scene.eventTypes()).toEqual(before);
      expect(await scene.checkPassword(scene.logon.alice, NEW_PASSWORD)).toBe('right');
    });

    it('that the directory refused stands in the audit as such', async () => {
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      await scene.reset(chosen, PASSWORD);
      expect((await scene.logon.events()).slice(-2)).toMatchObject([
        { type: 'password.resetting' },
        { type: 'self-service.rejected', code: 'password.history' },
      ]);
    });

    it('is set even when it cannot be sealed for recovery: the next logon does that', async () => {
      scene.sealing.available = false;
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
      expect(scene.warnings).toContain('a new password was not sealed for recovery');
    });

    it('is not sealed while the directory shows the generation of the password before it', async () => {
      const { alice } = scene.logon;
      const chosen = expectVerdict(await scene.proveAll(), 'new-password');
      // Another controller answers from now on, which has not heard of it.
      scene.directory.findById = async () => alice;
      expect(await scene.reset(chosen)).toMatchObject({ outcome: 'done' });
      expect(await scene.checkPassword(alice, NEW_PASSWORD)).toBe('right');
      expect(scene.sealing.stored).toEqual([]);
    });

    it.each(['disabled', 'account-expired'] as const)(
      'R29: is not set for an account that is %s meanwhile',
      async (state) => {
        const chosen = expectVerdict(await scene.proveAll(), 'new-password');
        scene.directory.setState('alice', state);
        expect(await scene.reset(chosen)).toMatchObject({ outcome: 'denied' });
        scene.directory.setState('alice', 'right');
        expect(await scene.checkPassword(scene.logon.alice, PASSWORD)).toBe('right');
      },
    );
  });
});
