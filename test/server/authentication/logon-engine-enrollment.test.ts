import type { LogonId } from '@gatehouse/protocol';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';

import { GIVEN, answersStep, startEnrollmentForEachTest } from '../../support/enrollment-scene.js';
import type { EnrollmentScene } from '../../support/enrollment-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { PASSWORD } from '../../support/logon-scene.js';
import { expectOutcome, makeSource } from '../../support/server-core.js';

const unknown = { outcome: 'denied', code: 'challenge.unknown' };
const misfit = expect.objectContaining({ code: 'request.malformed' });

describe('the logon engine, where the policy requires an enrolment', () => {
  let test: EnrollmentScene;
  let scene: LogonScene;

  startEnrollmentForEachTest((started) => {
    test = started;
    scene = test.scene;
  });

  it('asks for it after the proof, in the order of the policy, and grants then', async () => {
    await test.require({ required: ['answers', 'email'], postponements: 2 });
    const first = await test.enrolling();
    expect(first).toMatchObject({
      account: { samAccountName: 'alice' },
      steps: 2,
      postponements: 2,
      step: { what: 'answers', shares: 3, mandatory: [{ id: 'first-pet' }] },
    });
    expect(answersStep(first).optional).toHaveLength(4);
    const second = expectOutcome(await test.enroll(first.logonId, test.answers()), 'enroll');
    expect(second).toMatchObject({ steps: 1, step: { what: 'email', stage: 'address' } });
    expect(second.rejected).toBeUndefined();

    const address = 'alice@home.test';
    const third = await test.enroll(first.logonId, { action: 'email', address });
    expect(third).toMatchObject({
      step: { what: 'email', stage: 'code', digits: 6, destination: 'a•••@home.test' },
    });
    const code = scene.test.mailer.codeTo(address);
    const done = await test.enroll(first.logonId, { action: 'email-code', code });
    expectOutcome(done, 'granted');
    expect(await scene.strikes()).toBe(0);
    expect(await test.rows('enrollments')).toEqual([]);
    expect((await scene.events()).map(({ type }) => type).slice(-7)).toEqual([
      'challenge.issued',
      'factor.verified',
      'enrollment.demanded',
      'answers.enrolled',
      'factor.enrolled',
      'enrollment.done',
      'logon.granted',
    ]);

    scene.test.clock.advance({ seconds: 30 });
    expectOutcome(await test.proven(), 'granted');
  });

  it('seals the password of this logon to the key of the new lock, and takes no other', async () => {
    await test.require({ required: ['answers'] });
    const { logonId } = await test.enrolling();
    const refused = await test.enroll(logonId, test.answers(GIVEN, 'Another one 1'));
    expect(refused).toHaveProperty('rejected.code', 'enrollment.wrong-password');
    expect(await test.rows('recovery_locks')).toEqual([]);
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
    const lock = await scene.test.core.recoveryLocks.find(scene.alice.principalId);
    expect(scene.test.sealedPasswords.stored).toMatchObject([
      {
        principalId: scene.alice.principalId,
        keyId: lock?.keyId,
        generation: scene.alice.passwordGeneration,
        password: PASSWORD,
      },
    ]);
    expect(scene.test.directory.passwordChecks).toBe(1);
    const told = JSON.stringify(await scene.events());
    for (const secret of [PASSWORD, ...Object.values(GIVEN)]) expect(told).not.toContain(secret);
  });

  it.each([
    ['enrollment.incomplete', undefined, { street: 'Kastanienallee' }],
    ['enrollment.incomplete', undefined, { ...GIVEN, song: 'Yesterday' }],
    ['enrollment.incomplete', undefined, { ...GIVEN, meal: '', other: 'Linsensuppe' }],
    ['enrollment.answer-too-short', 'street', { ...GIVEN, street: ' ab ' }],
    ['enrollment.answer-blocked', 'street', { ...GIVEN, street: 'Pass-Word' }],
    ['enrollment.answer-in-question', 'street', { ...GIVEN, street: 'STREET' }],
    ['enrollment.answer-in-name', 'meal', { ...GIVEN, meal: 'Alice' }],
    ['enrollment.answers-equal', 'meal', { ...GIVEN, meal: 'frau  SOMMER' }],
  ])('R30: refuses answers with %s for %s', async (code, questionId, given) => {
    await test.require({ required: ['answers'] });
    const { logonId } = await test.enrolling();
    const verdict = expectOutcome(await test.enroll(logonId, test.answers(given)), 'enroll');
    expect(verdict.rejected).toEqual({ code, ...(questionId === undefined ? {} : { questionId }) });
    expect(await test.rows('recovery_locks')).toEqual([]);
  });

  it('asks again when the questions of the policy change, and not for their texts', async () => {
    await test.require({ required: ['answers'], postponements: 0 });
    const { logonId } = await test.enrolling();
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
    const { mandatory, optional } = (await scene.test.core.policies.resolve(scene.alice)).settings
      .answers;
    const proveWith = async (answers: object) => {
      await test.require({ required: ['answers'] }, { answers });
      scene.test.clock.advance({ seconds: 30 });
      return (await test.proven()).outcome;
    };
    const same = { mandatory, optional, shares: 3, threshold: 2 };
    const renamed = optional.map((question) => ({ ...question, text: 'Quite another text?' }));
    expect(await proveWith({ ...same, optional: renamed })).toBe('granted');
    const more = [...optional, { id: 'film', text: 'Which film?' }];
    expect(await proveWith({ ...same, optional: more })).toBe('granted');
    expect(await proveWith({ ...same, threshold: 3 })).toBe('enroll');
    expect(await proveWith({ ...same, mandatory: [] })).toBe('enroll');
    expect(await proveWith({ ...same, optional: more.slice(1) })).toBe('enroll');
    expect(await proveWith(same)).toBe('granted');
  });

  it('takes an authenticator whose code it saw, and that code for nothing else (R37)', async () => {
    await test.require(
      { required: ['totp'] },
      { logon: { desktop: { methods: ['email', 'totp'] } } },
    );
    const owner = { principalId: scene.alice.principalId, principalName: 'alice' };
    for (const { id } of await scene.test.core.credentials.list(owner.principalId)) {
      await scene.test.core.credentials.remove(owner, id, makeSource());
    }
    const first = await scene.challenge();
    const mailed = scene.test.mailer.codeTo('alice@corp.test');
    const { logonId, step } = expectOutcome(await scene.answer(first, mailed), 'enroll');
    expect(step).toEqual({ what: 'totp', digits: 6 });
    // No seed yet, no code.
    await expect(test.enroll(logonId, { action: 'totp', code: '000000' })).rejects.toEqual(misfit);
    const replaced = await test.authenticator(logonId);
    const { seed, code } = await test.authenticator(logonId);
    if (replaced.code !== code) {
      expect(await test.enroll(logonId, { action: 'totp', code: replaced.code })).toMatchObject({
        rejected: { code: 'enrollment.wrong-code' },
      });
    }
    expect(await test.rows("credentials WHERE method = 'totp'")).toEqual([]);
    expectOutcome(await test.enroll(logonId, { action: 'totp', code }), 'granted');

    await scene.applyPolicy({});
    const next = await scene.challenge();
    expect(await scene.answer(next, code)).toMatchObject({ rejected: 'factor.used-code' });
    scene.test.clock.advance({ seconds: 30 });
    expectOutcome(await scene.answer(next, scene.codeNow(seed)), 'granted');
  });

  it('looks at ten codes in a logon and no more', async () => {
    await test.require({ required: ['email'] });
    const { logonId } = await test.enrolling();
    await test.enroll(logonId, { action: 'email', address: 'alice@home.test' });
    const right = scene.test.mailer.codeTo('alice@home.test');
    const code = right === '000000' ? '111111' : '000000';
    for (let i = 0; i < 10; i++) {
      expect(await test.enroll(logonId, { action: 'email-code', code })).toMatchObject({
        rejected: { code: 'enrollment.wrong-code' },
      });
    }
    expect(await test.enroll(logonId, { action: 'email-code', code: right })).toMatchObject({
      rejected: { code: 'enrollment.too-many' },
    });
    expect(await scene.strikes()).toBe(0);
    // The person is not held: there is another logon, and postponements.
    expectOutcome(await test.enroll(logonId, { action: 'postpone' }), 'granted');
  });

  it('sends a code to one address, as often as the policy allows (R28)', async () => {
    await test.require({ required: ['email'] }, { otp: { resendLimit: 1, lifetimeSeconds: 60 } });
    const { logonId } = await test.enrolling();
    const send = (address: string) => test.enroll(logonId, { action: 'email', address });
    for (const address of ['a@home.test,b@home.test', 'Alice <a@home.test>', 'nobody']) {
      expect(await send(address)).toMatchObject({ rejected: { code: 'enrollment.bad-address' } });
    }
    scene.test.mailer.refused.add('full@home.test');
    expect(await send('full@home.test')).toMatchObject({
      rejected: { code: 'enrollment.undeliverable' },
      step: { stage: 'address' },
    });
    expect(await send('a@home.test')).toMatchObject({ step: { stage: 'code' } });
    expect(await send('b@home.test')).toMatchObject({
      rejected: { code: 'enrollment.too-many' },
      step: { stage: 'code', destination: 'a•••@home.test' },
    });
    expect(scene.test.mailer.sent.map(({ to }) => to)).toEqual(['a@home.test']);
    const code = scene.test.mailer.codeTo('a@home.test');
    scene.test.clock.advance({ seconds: 61 });
    expect(await test.enroll(logonId, { action: 'email-code', code })).toMatchObject({
      rejected: { code: 'enrollment.wrong-code' },
      step: { stage: 'address' },
    });
    expect(await test.rows("credentials WHERE method = 'email'")).toEqual([]);
  });

  describe('R42', () => {
    beforeEach(() => test.require({ required: ['answers', 'email'], postponements: 0 }));

    it('grants nothing before everything is enrolled, whatever is asked for', async () => {
      const first = await scene.challenge();
      const { logonId } = expectOutcome(await scene.answer(first, scene.codeNow()), 'enroll');
      scene.test.clock.advance({ seconds: 30 });
      expect(await scene.answer(first, scene.codeNow())).toMatchObject(unknown);
      expect(await scene.choose(first, 'email')).toMatchObject(unknown);
      for (const input of [
        { action: 'email', address: 'a@home.test' },
        { action: 'email-code', code: '000000' },
        { action: 'totp', code: scene.codeNow() },
      ] as const) {
        await expect(test.enroll(logonId, input)).rejects.toEqual(misfit);
      }
      await expect(test.authenticator(logonId)).rejects.toEqual(misfit);
      const refused = await test.enroll(logonId, { action: 'postpone' });
      expect(refused).toMatchObject({ outcome: 'enroll', postponements: 0 });
      await scene.engine.report({ source: scene.source, logonId, ntStatus: 0, subStatus: 0 });
      expect(await scene.events('logon.granted')).toEqual([]);
    });

    it('writes down, once, that a logon went on while its enrolment waits', async () => {
      const first = await scene.challenge();
      const open = { source: scene.source, logonId: first.logonId, ntStatus: 0, subStatus: 0 };
      await scene.engine.report(open);
      expect(await scene.events('logon.reported')).toEqual([]);
      const { logonId } = expectOutcome(await scene.answer(first, scene.codeNow()), 'enroll');
      const report = { ...open, logonId };
      await scene.engine.report({ ...report, source: makeSource() });
      expect(await scene.events('enrollment.waits')).toEqual([]);
      await Promise.all([scene.engine.report(report), scene.engine.report(report)]);
      expect(await scene.events('enrollment.waits')).toMatchObject([
        { outcome: 'info', principalName: 'CORP\\alice' },
      ]);
      expect(await scene.events('logon.reported')).toMatchObject([
        { outcome: 'success', detail: { ntStatus: '0x00000000' } },
      ]);
    });

    it('opens nothing before the proof, and nothing to other workstations', async () => {
      const first = await scene.challenge();
      expect(await test.enroll(first.logonId, test.answers())).toMatchObject(unknown);
      const { logonId } = expectOutcome(await scene.answer(first, scene.codeNow()), 'enroll');
      const source = makeSource();
      expect(await test.enroll(logonId, test.answers(), { source })).toMatchObject(unknown);
      await expect(test.authenticator(logonId, { source })).rejects.toEqual(misfit);
      expect(await test.rows('recovery_locks')).toEqual([]);
    });
  });

  it('uses up the code and keeps the strikes until the grant (R35, R37)', async () => {
    await test.require({ required: ['answers'] });
    const wrong = await scene.challenge();
    await scene.answer(wrong, scene.wrongCode());
    const { logonId } = await test.enrolling();
    expect(await scene.strikes()).toBe(1);
    const again = await scene.challenge();
    expect(await scene.answer(again, scene.codeNow())).toMatchObject({
      rejected: 'factor.used-code',
    });
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
    expect(await scene.strikes()).toBe(0);
  });

  it('may be postponed as often as the policy allows, over all workstations and nodes', async () => {
    await test.require({ required: ['answers'], postponements: 2 });
    const { logonId, postponements } = await test.enrolling();
    expect(postponements).toBe(2);
    const other = (await scene.test.addNode()).engine;
    // However often one logon asks for it, and wherever.
    const asked = Array.from({ length: 6 }, (_, i) =>
      test.enroll(logonId, { action: 'postpone' }, { engine: i % 2 ? other : scene.engine }),
    );
    const granted = (await Promise.all(asked)).filter(({ outcome }) => outcome === 'granted');
    expect(granted).toHaveLength(1);
    expect(await scene.events('enrollment.postponed')).toMatchObject([
      { detail: { what: 'answers', left: 1 } },
    ]);
    // Four logons at once, one postponement.
    const begun = [];
    for (let i = 0; i < 4; i++) {
      scene.test.clock.advance({ seconds: 30 });
      const source = makeSource();
      begun.push({ source, logonId: (await test.enrolling(source)).logonId });
    }
    const outcomes = await Promise.all(
      begun.map((one, i) =>
        test.enroll(
          one.logonId,
          { action: 'postpone' },
          { ...one, engine: i % 2 ? other : scene.engine },
        ),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'enroll',
      'enroll',
      'enroll',
      'granted',
    ]);
    scene.test.clock.advance({ seconds: 30 });
    const last = await test.enrolling();
    expect(last.postponements).toBe(0);
    expectOutcome(await test.enroll(last.logonId, test.answers()), 'granted');
    // Whoever enrolled starts anew when the questions change.
    await test.require({ required: ['email'], postponements: 2 });
    scene.test.clock.advance({ seconds: 30 });
    expect((await test.enrolling()).postponements).toBe(2);
  });

  it('leaves nothing half-stored when it is given up or runs out of time', async () => {
    await test.require({ required: ['email', 'answers'] });
    const { logonId } = await test.enrolling();
    await test.enroll(logonId, { action: 'email', address: 'alice@home.test' });
    const code = scene.test.mailer.codeTo('alice@home.test');
    await scene.engine.cancel({ source: scene.source, logonId });
    expect(await test.enroll(logonId, { action: 'email-code', code })).toMatchObject(unknown);

    scene.test.clock.advance({ seconds: 30 });
    const late = await test.enrolling();
    await test.enroll(late.logonId, { action: 'email', address: 'alice@home.test' });
    const lateCode = scene.test.mailer.codeTo('alice@home.test');
    scene.test.clock.advance({ minutes: 15 });
    expect(await test.enroll(late.logonId, { action: 'email-code', code: lateCode })).toMatchObject(
      { outcome: 'denied', code: 'challenge.expired' },
    );
    expect(await test.rows("credentials WHERE method = 'email'")).toEqual([]);
    const sweeper = scene.test.core.sweepers.find(({ name }) => name === 'enrollments')!;
    while ((await sweeper.sweep(scene.test.clock.now())) > 0);
    expect(await test.rows('enrollments')).toEqual([]);
  });

  it('goes on where it was after a crash between two steps', async () => {
    await test.require({ required: ['answers', 'email'] });
    const { logonId } = await test.enrolling();
    // The lock was stored, and nobody heard of it.
    scene.test.sealedPasswords.available = false;
    await expect(test.enroll(logonId, test.answers())).rejects.toThrow('away');
    const other = (await scene.test.addNode()).engine;
    const address = { action: 'email', address: 'alice@home.test' } as const;
    expect(await test.enroll(logonId, address, { engine: other })).toMatchObject({
      steps: 1,
      step: { stage: 'code' },
    });
  });

  it('is proven, stored and granted once when two nodes race', async () => {
    await test.require({ required: ['email'] });
    const other = (await scene.test.addNode()).engine;
    const first = await scene.challenge();
    const code = scene.codeNow();
    const proven = await Promise.all([
      scene.answer(first, code),
      scene.answer(first, code, { engine: other }),
    ]);
    expect(proven.filter(({ outcome }) => outcome === 'enroll')).toHaveLength(1);
    const { logonId } = first;
    await test.enroll(logonId, { action: 'email', address: 'alice@home.test' });
    const input = {
      action: 'email-code',
      code: scene.test.mailer.codeTo('alice@home.test'),
    } as const;
    const ends = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) =>
        test.enroll(logonId, input, { engine: i % 2 ? other : scene.engine }),
      ),
    );
    const granted = ends.filter(
      (end) => end.status === 'fulfilled' && end.value.outcome === 'granted',
    );
    expect(granted).toHaveLength(1);
    expect(await scene.events('factor.enrolled')).toHaveLength(2);
    expect(await test.rows("credentials WHERE method = 'email'")).toHaveLength(1);
  });

  describe.each(['postpone', 'finish'])('a grant by %s', (end) => {
    const grant = async (logonId: LogonId) => {
      const answer = end === 'postpone' ? ({ action: 'postpone' } as const) : test.answers();
      expect(await test.enroll(logonId, answer)).toMatchObject({ outcome: 'granted' });
    };

    beforeEach(() => test.require({ required: ['answers'], postponements: 3 }));

    it('clears the strikes that stood when everything was proven', async () => {
      await scene.begin('alice', 'wrong');
      const { logonId } = await test.enrolling();
      expect(await scene.strikes()).toBe(1);
      scene.test.clock.advance({ minutes: 5 });
      await grant(logonId);
      expect(await scene.strikes()).toBe(0);
    });

    it('clears nothing of what somebody failed at meanwhile', async () => {
      await scene.begin('alice', 'wrong');
      const { logonId } = await test.enrolling();
      scene.test.clock.advance({ seconds: 1 });
      await scene.begin('alice', 'wrong', makeSource());
      await grant(logonId);
      expect(await scene.strikes()).toBe(2);
    });

    it('ends no lock', async () => {
      const lockout = { strikes: 2, sourceStrikes: 2, windowMinutes: 60, durationMinutes: 10 };
      await test.require({ required: ['answers'], postponements: 3 }, { lockout });
      const { logonId } = await test.enrolling();
      await scene.begin('alice', 'wrong', makeSource());
      await scene.begin('alice', 'wrong', makeSource());
      await grant(logonId);
      expect(await scene.begin()).toMatchObject({ code: 'principal.locked' });
    });
  });

  it('makes one lock of two answers to one demand', async () => {
    await test.require({ required: ['answers', 'email'] });
    const { logonId } = await test.enrolling();
    const other = (await scene.test.addNode()).engine;
    await Promise.allSettled([
      test.enroll(logonId, test.answers()),
      test.enroll(logonId, test.answers(), { engine: other }),
    ]);
    expect(await test.rows('recovery_locks')).toHaveLength(1);
    expect(scene.test.sealedPasswords.stored).toHaveLength(1);
    expect(await scene.events('answers.enrolled')).toHaveLength(1);
  });

  it('keeps the lock that another answer to the demand made since it was looked at', async () => {
    await test.require({ required: ['answers', 'email'] });
    const { logonId } = await test.enrolling();
    const locks = scene.test.core.recoveryLocks;
    expectOutcome(await test.enroll(logonId, test.answers()), 'enroll');
    const first = await locks.find(scene.alice.principalId);
    const looked = jest.spyOn(locks, 'isEnrolled').mockResolvedValueOnce(false);
    expectOutcome(await test.enroll(logonId, test.answers()), 'enroll');
    expect(looked).toHaveBeenCalled();
    expect(await locks.find(scene.alice.principalId)).toEqual(first);
    expect(scene.test.sealedPasswords.stored).toHaveLength(1);
  });
});
