import { describe, expect, it } from '@jest/globals';

import type { Source } from '../../../server/src/authentication/logon-engine.js';
import { NULL_SID } from '../../../server/src/directory/directory.js';
import { ANSWERS } from '../../support/enrollment-scene.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { ADMITTED, expectOutcome, makeSource, makeWebSource } from '../../support/server-core.js';

const NEW_PASSWORD = 'a longer phrase about zebras';

describe('the door at the web', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  const beginAtWeb = (name = 'alice', password = PASSWORD, source = makeWebSource()) =>
    scene.engine.begin({ source, admission: ADMITTED, name, password: Buffer.from(password) });
  const change = (password: string, newPassword: string, name = 'alice') =>
    scene.engine.changePassword({
      ...{ source: makeWebSource(), admission: ADMITTED, name },
      ...{ password: Buffer.from(password), newPassword: Buffer.from(newPassword) },
    });

  it('goes by its own settings, and gives nothing for a workstation to keep', async () => {
    await scene.applyPolicy({
      logon: { desktop: { require: 'second-factor' }, web: { require: 'none' } },
    });
    const granted = expectOutcome(await beginAtWeb(), 'granted');
    expect(granted.kit).toBe(false);
    expectOutcome(await scene.begin(), 'challenge');
    await scene.applyPolicy({
      logon: { desktop: { require: 'none' }, web: { methods: ['email'] } },
    });
    expect(expectOutcome(await beginAtWeb(), 'challenge').current.method).toBe('email');
    expect(expectOutcome(await scene.begin(), 'granted').kit).toBe(true);
  });

  it('lets people in who have no Windows account', async () => {
    const otto = scene.test.directory.add({ name: 'otto', password: PASSWORD, sid: NULL_SID });
    const seed = await scene.enrollTotp(otto);
    const source = makeWebSource();
    const challenge = expectOutcome(await beginAtWeb('otto', PASSWORD, source), 'challenge');
    expectOutcome(await scene.answer(challenge, scene.codeNow(seed), { source }), 'granted');
    expect(await scene.begin('otto')).toMatchObject({ code: 'account.no-windows' });
  });

  it('counts strikes against the network, and names the address in the audit', async () => {
    await scene.applyPolicy({ lockout: { strikes: 8, sourceStrikes: 2 } });
    const network = '2001:db8:0:0::/64';
    const from = (address: string): Source => ({ ...makeWebSource(), network, address });
    await beginAtWeb('alice', 'wrong', from('2001:db8::1'));
    await beginAtWeb('alice', 'wrong', from('2001:db8::2'));
    expect(await beginAtWeb('alice', PASSWORD, from('2001:db8::3'))).toMatchObject({
      code: 'source.locked',
    });
    expectOutcome(await beginAtWeb(), 'challenge');
    const denied = await scene.events('logon.denied');
    expect(denied[0]).toMatchObject({ door: 'web', source: '2001:db8::1' });
    expect(denied[0]).not.toHaveProperty('workstationId');
  });

  it('shares the strikes of a person with the desktop, both ways', async () => {
    await scene.applyPolicy({ lockout: { strikes: 4, sourceStrikes: 4 } });
    await beginAtWeb('alice', 'wrong');
    await scene.begin('alice', 'wrong', makeSource());
    await beginAtWeb('alice', 'wrong');
    expect(await scene.begin('alice', 'wrong', makeSource())).toMatchObject({
      code: 'credentials.wrong',
    });
    for (const verdict of [await beginAtWeb(), await scene.begin()]) {
      expect(verdict).toMatchObject({ code: 'principal.locked' });
    }
  });

  it('continues no logon of a workstation, and none of its logons goes on there', async () => {
    const key = makeSource().key;
    const desktop: Source = { ...makeSource(), key };
    const web: Source = { ...makeWebSource(), key };
    const code = scene.codeNow();
    const atDesktop = await scene.challenge('alice', desktop);
    expect(await scene.answer(atDesktop, code, { source: web })).toMatchObject({
      code: 'challenge.unknown',
    });
    const atWeb = expectOutcome(await beginAtWeb('alice', PASSWORD, web), 'challenge');
    expect(await scene.answer(atWeb, code, { source: desktop })).toMatchObject({
      code: 'challenge.unknown',
    });
    expectOutcome(await scene.answer(atWeb, code, { source: web }), 'granted');
  });

  /** A right password and a right code at the web. */
  const proveAtWeb = async (more: { inSession?: boolean } = {}) => {
    const source = makeWebSource();
    const password = Buffer.from(PASSWORD);
    const begun = await scene.engine.begin({
      ...{ source, admission: ADMITTED, name: 'alice', password },
      ...more,
    });
    scene.test.clock.advance({ seconds: 30 });
    return scene.answer(expectOutcome(begun, 'challenge'), scene.codeNow(), { source });
  };

  it('asks for answers where the policy lets them be enrolled there, and else at the desktop only', async () => {
    const enrollment = { required: ['answers' as const] };
    await scene.applyPolicy({ answers: ANSWERS, enrollment });
    expect(await proveAtWeb()).toMatchObject({ outcome: 'enroll', step: { what: 'answers' } });
    const logon = { web: { enrollAnswers: false } };
    await scene.applyPolicy({ answers: ANSWERS, enrollment, logon });
    expectOutcome(await proveAtWeb(), 'granted');
    scene.test.clock.advance({ seconds: 30 });
    const first = await scene.challenge();
    expectOutcome(await scene.answer(first, scene.codeNow()), 'enroll');
  });

  it('enrols nothing in a session, where something is proven once more', async () => {
    await scene.applyPolicy({ enrollment: { required: ['email'] } });
    expectOutcome(await proveAtWeb(), 'enroll');
    expectOutcome(await proveAtWeb({ inSession: true }), 'granted');
  });

  describe('with a password that must be changed', () => {
    const due = async () => scene.test.directory.setState('alice', 'must-change');

    it('changes it, seals it into the history and begins anew', async () => {
      await due();
      expectOutcome(await beginAtWeb(), 'change-password');
      expect(await change(PASSWORD, NEW_PASSWORD)).toMatchObject({
        ...{ outcome: 'password-changed', principalId: scene.alice.principalId },
      });
      scene.test.directory.setState('alice', 'right');
      expectOutcome(await beginAtWeb('alice', NEW_PASSWORD), 'challenge');
      expect(await scene.events('password.changing')).toHaveLength(1);
      expect(await scene.events('password.changed')).toMatchObject([{ door: 'web' }]);
      expect(await scene.strikes()).toBe(0);
    });

    it('says all rules that the new one breaks, and costs no strike for it', async () => {
      await due();
      const verdict = await change(PASSWORD, 'short');
      expect(verdict).toMatchObject({ outcome: 'change-password', reason: 'must-change' });
      expect(verdict).toMatchObject({ rejected: [{ code: 'password.length' }] });
      expect(await change(PASSWORD, '')).toMatchObject({ outcome: 'change-password' });
      expect(await change(PASSWORD, PASSWORD)).toMatchObject({ outcome: 'change-password' });
      expect(await scene.strikes()).toBe(0);
      expect(await scene.events('password.changing')).toEqual([]);
    });

    it('tells nothing to who does not know the old one: words and strikes are those of a sign-in', async () => {
      await due();
      const shape = ({ outcome, ...rest }: Record<string, unknown>) => [outcome, Object.keys(rest)];
      const wrong = await change('wrong', NEW_PASSWORD);
      const unknown = await change('wrong', NEW_PASSWORD, 'nobody');
      const atSignIn = await beginAtWeb('alice', 'wrong');
      expect(shape(unknown)).toEqual(shape(wrong));
      expect(shape(atSignIn)).toEqual(shape(wrong));
      expect(wrong).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
      expect(await scene.strikes()).toBe(2);
    });

    it('changes none that need not be changed', async () => {
      expect(await change(PASSWORD, NEW_PASSWORD)).toMatchObject({
        ...{ outcome: 'denied', code: 'policy.denied' },
      });
      expect(await scene.strikes()).toBe(0);
      expectOutcome(await beginAtWeb(), 'challenge');
    });

    it('denies while the directory is away, and gives the strike back', async () => {
      await due();
      scene.test.directory.onRules = async () => {
        scene.test.directory.available = false;
      };
      expect(await change(PASSWORD, NEW_PASSWORD)).toMatchObject({ code: 'directory.unavailable' });
      scene.test.directory.available = true;
      expect(await scene.strikes()).toBe(0);
    });
  });
});
