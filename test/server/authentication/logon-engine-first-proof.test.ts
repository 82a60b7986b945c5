import { totp } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { startEnrollmentForEachTest } from '../../support/enrollment-scene.js';
import type { EnrollmentScene } from '../../support/enrollment-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { expectOutcome } from '../../support/server-core.js';

const refused = { outcome: 'denied', code: 'factor.not-enrolled' };
const DAY_MS = 86_400_000;

describe('R6: whoever has no factor', () => {
  let test: EnrollmentScene;
  let scene: LogonScene;

  startEnrollmentForEachTest((started) => {
    test = started;
    scene = test.scene;
  });

  const daysAgo = (days: number) => new Date(scene.test.clock.now().getTime() - days * DAY_MS);

  it('is denied unless the policy takes the password for the first proof', async () => {
    await test.require({ required: ['totp'] });
    test.addBob();
    expect(await scene.begin('bob')).toMatchObject(refused);
    expect(await test.rows('enrollments')).toEqual([]);
  });

  it('enrols the factor first, cannot postpone it, and is granted with it', async () => {
    await test.require({ required: ['answers', 'totp'], firstProof: 'password', postponements: 5 });
    const bob = test.addBob();
    const first = expectOutcome(await scene.begin('bob'), 'enroll');
    expect(first).toMatchObject({ step: { what: 'totp' }, steps: 2, postponements: 0 });
    const { logonId } = first;
    expectOutcome(await test.enroll(logonId, { action: 'postpone' }), 'enroll');
    const { seed, code } = await test.authenticator(logonId);
    const second = expectOutcome(await test.enroll(logonId, { action: 'totp', code }), 'enroll');
    expect(second).toMatchObject({ step: { what: 'answers' }, steps: 1, postponements: 5 });
    expectOutcome(await test.enroll(logonId, { action: 'postpone' }), 'granted');
    expect(await scene.strikes(bob)).toBe(0);
    expect((await scene.events('logon.granted'))[0]).toMatchObject({ detail: { method: 'totp' } });

    scene.test.clock.advance({ seconds: 30 });
    const next = await scene.challenge('bob');
    const now = totp.stepAt(scene.test.clock.now().getTime() / 1000);
    expectOutcome(await scene.answer(next, totp.codeAt(seed, now)), 'enroll');
  });

  it.each([
    ['nothing that the door takes is enrolled', { required: ['answers' as const] }, {}],
    [
      'the door does not take what is enrolled',
      { required: ['totp' as const] },
      { logon: { desktop: { methods: ['email' as const] } } },
    ],
    [
      'codes never go to the enrolled address',
      { required: ['email' as const] },
      { contact: { email: 'directory' as const } },
    ],
  ])('is denied when %s', async (_, enrollment, more) => {
    await test.require({ ...enrollment, firstProof: 'password' }, more);
    test.addBob();
    expect(await scene.begin('bob')).toMatchObject(refused);
  });

  it.each([[['totp' as const]], [['totp' as const, 'answers' as const]]])(
    'is not granted by a factor that was enrolled elsewhere meanwhile (%s)',
    async (required) => {
      await test.require({ required, firstProof: 'password', postponements: 3 });
      const bob = test.addBob();
      const intruder = test.newSource();
      const begin = async () =>
        expectOutcome(await scene.begin('bob', undefined, intruder), 'enroll');
      const [postponed, proven, started] = [await begin(), await begin(), await begin()];
      const { code } = await test.authenticator(proven.logonId, { source: intruder });
      await scene.enrollTotp(bob);

      const unknown = { outcome: 'denied', code: 'challenge.unknown' };
      const from = { source: intruder };
      for (let n = 0; n < 2; n += 1) {
        expect(await test.enroll(postponed.logonId, { action: 'postpone' }, from)).toMatchObject(
          unknown,
        );
      }
      expect(await test.enroll(proven.logonId, { action: 'totp', code }, from)).toMatchObject(
        unknown,
      );
      await expect(test.authenticator(started.logonId, from)).rejects.toMatchObject({
        code: 'request.malformed',
      });
      expect(await scene.events('logon.granted')).toEqual([]);
    },
  );

  it('enrols no first factor beside another one that came meanwhile', async () => {
    await test.require({ required: ['email'], firstProof: 'password' });
    const bob = test.addBob();
    const { logonId } = expectOutcome(await scene.begin('bob'), 'enroll');
    await scene.enrollTotp(bob);
    const input = { action: 'email', address: 'bob@home.test' } as const;
    expect(await test.enroll(logonId, input)).toMatchObject({ code: 'challenge.unknown' });
  });

  it('is denied when nobody used the account for long, also at the second attempt', async () => {
    await test.require({ required: ['totp'], firstProof: 'password', idleDays: 30 });
    test.addBob(daysAgo(31));
    expect(await scene.begin('bob')).toMatchObject(refused);
    // The directory took the look at the password for a use of the account.
    scene.test.directory.setLastUsedAt('bob', scene.test.clock.now());
    expect(await scene.begin('bob')).toMatchObject(refused);
  });

  it('is denied when the directory does not say when the account was used', async () => {
    await test.require({ required: ['totp'], firstProof: 'password' });
    scene.test.directory.add({ name: 'carol', password: 'Correct horse 1' });
    expect(await scene.begin('carol')).toMatchObject(refused);
  });

  it('is taken for idle no longer once something was enrolled with a proven factor', async () => {
    await test.require({ required: ['totp', 'email'], firstProof: 'password', idleDays: 30 });
    const bob = test.addBob(daysAgo(31));
    expect(await scene.begin('bob')).toMatchObject(refused);
    const seed = await scene.enrollTotp(bob);
    const first = await scene.challenge('bob');
    const { logonId } = expectOutcome(await scene.answer(first, scene.codeNow(seed)), 'enroll');
    await test.enroll(logonId, { action: 'email', address: 'bob@home.test' });
    const code = scene.test.mailer.codeTo('bob@home.test');
    expectOutcome(await test.enroll(logonId, { action: 'email-code', code }), 'granted');
    expect(await test.rows('enrollment_idle_accounts')).toEqual([]);
  });

  it('may be asked to enrol after the password alone only where that is the first proof', async () => {
    const door = { logon: { desktop: { require: 'none' as const } } };
    test.addBob();
    await test.require({ required: ['answers'] }, door);
    expectOutcome(await scene.begin('bob'), 'granted');
    await test.require({ required: ['answers'], firstProof: 'password' }, door);
    const { logonId } = expectOutcome(await scene.begin('bob'), 'enroll');
    expectOutcome(await test.enroll(logonId, test.answers()), 'granted');
    // Alice has a factor that this door does not ask for: the password alone enrols nothing beside it.
    expectOutcome(await scene.begin('alice'), 'granted');
  });
});
