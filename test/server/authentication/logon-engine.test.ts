import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { DirectoryUnavailableError, NULL_SID } from '../../../server/src/directory/directory.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { ADMITTED, beginRequest, expectOutcome, makeSource } from '../../support/server-core.js';

describe('the logon engine', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  it.each(['', 'wrong', PASSWORD])(
    'has no effect before the door admits the request (password "%s")',
    async (password) => {
      let refuse: (reason: Error) => void = () => undefined;
      const refusal = new Promise<never>((_resolve, reject) => (refuse = reject));
      const admission = { require: () => refusal, requireWith: () => refusal };
      const begun = scene.engine.begin(
        beginRequest(scene.source, 'alice', password, { admission }),
      );
      // Longer than everything takes that might be done too early.
      await sleep(200);
      refuse(new Error('a replay'));
      await expect(begun).rejects.toThrow('a replay');
      expect(await scene.strikes()).toBe(0);
      expect(scene.test.directory.passwordChecks).toBe(0);
      expect(await scene.events('logon.begun')).toEqual([]);
    },
  );

  describe('with an authenticator', () => {
    it('challenges a right password and grants the right code with the names of the directory', async () => {
      const first = await scene.challenge('ALICE@Corp.Test');
      expect(first).toMatchObject({
        current: { method: 'totp' },
        methods: [{ method: 'totp' }, { method: 'email', destination: 'a•••@corp.test' }],
        digits: 6,
        expiresAt: new Date(scene.test.clock.now().getTime() + 600_000).toISOString(),
        secondsLeft: 600,
        correlationId: scene.source.correlationId,
      });
      expect(await scene.answer(first, scene.codeNow())).toEqual({
        outcome: 'granted',
        logonId: first.logonId,
        account: { sid: scene.alice.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
        correlationId: scene.source.correlationId,
        generation: scene.alice.passwordGeneration,
        kit: true,
      });
      expect(scene.test.directory.passwordChecks).toBe(1);
      expect((await scene.events()).map(({ type }) => type)).toEqual([
        'factor.enrolled',
        'logon.begun',
        'challenge.issued',
        'factor.verified',
        'logon.granted',
      ]);
    });

    it('keeps the challenge open after a wrong code and counts down', async () => {
      const first = await scene.challenge();
      expect(await scene.answer(first, scene.wrongCode())).toMatchObject({
        outcome: 'challenge',
        challengeId: first.challengeId,
        rejected: 'factor.wrong-code',
        strikesLeft: 4,
      });
      expectOutcome(await scene.answer(first, scene.codeNow()), 'granted');
    });

    it.each(['', ' ', '12345', '1234567', '١٢٣٤٥٦', "0' OR '1'='1", '0'.repeat(64)])(
      'rejects %j as a code',
      async (code) => {
        const first = await scene.challenge();
        expect(await scene.answer(first, code)).toMatchObject({ rejected: 'factor.wrong-code' });
      },
    );

    it('accepts a code that is typed with a space', async () => {
      const code = scene.codeNow();
      expectOutcome(
        await scene.answer(await scene.challenge(), `${code.slice(0, 3)} ${code.slice(3)}`),
        'granted',
      );
    });

    it('R37: accepts a code once, and none of an older step after it', async () => {
      expectOutcome(await scene.answer(await scene.challenge(), scene.codeNow()), 'granted');
      const second = await scene.challenge();
      expect(await scene.answer(second, scene.codeNow())).toMatchObject({
        rejected: 'factor.used-code',
      });
      expect(await scene.answer(second, scene.codeNow(scene.seed, -1))).toMatchObject({
        rejected: 'factor.used-code',
      });
      scene.test.clock.advance({ seconds: 30 });
      expectOutcome(await scene.answer(second, scene.codeNow()), 'granted');
    });

    it('R37: of two nodes that race with one code, one grants', async () => {
      const other = (await scene.test.addNode()).engine;
      const sources = [scene.source, makeSource()];
      const [a, b] = await Promise.all(sources.map((from) => scene.challenge('alice', from)));
      const verdicts = await Promise.all([
        scene.engine.answer({
          source: sources[0]!,
          admission: ADMITTED,
          ...a!,
          code: scene.codeNow(),
        }),
        other.answer({ source: sources[1]!, admission: ADMITTED, ...b!, code: scene.codeNow() }),
      ]);
      expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
      expect(verdicts).toContainEqual(expect.objectContaining({ rejected: 'factor.used-code' }));
    });

    it('lets another node continue a logon', async () => {
      const first = await scene.challenge();
      const other = (await scene.test.addNode()).engine;
      expectOutcome(
        await other.answer({
          source: scene.source,
          admission: ADMITTED,
          ...first,
          code: scene.codeNow(),
        }),
        'granted',
      );
    });

    it('takes any of several authenticators', async () => {
      const second = await scene.enrollTotp(scene.alice);
      expectOutcome(await scene.answer(await scene.challenge(), scene.codeNow(second)), 'granted');
    });

    it('opens seeds that another node sealed after it had rotated the keyring', async () => {
      await scene.test.addNode();
      const first = await scene.challenge();
      await scene.test.keyring.rotate();
      const other = (await scene.test.addNode()).engine;
      await scene.test.keyring.rotate();
      expectOutcome(
        await other.answer({
          source: scene.source,
          admission: ADMITTED,
          ...first,
          code: scene.codeNow(),
        }),
        'granted',
      );
    });

    it('does not open a seed that was moved to another user in the database', async () => {
      const mallory = scene.test.directory.add({ name: 'mallory', password: PASSWORD });
      await scene.test.connections.pool.query('UPDATE credentials SET principal_id = $1', [
        mallory.principalId,
      ]);
      const first = await scene.challenge('mallory');
      await expect(scene.answer(first, scene.codeNow())).rejects.toThrow(/altered, moved/);
    });
  });

  describe('refuses', () => {
    it('R26: an empty password before it asks anybody', async () => {
      expect(await scene.begin('alice', '')).toMatchObject({
        outcome: 'denied',
        code: 'password.empty',
      });
      expect(scene.test.directory.searches + scene.test.directory.passwordChecks).toBe(0);
    });

    it('R41: names and passwords of 300 bytes work as they are, and longer than possible ones are wrong', async () => {
      const name = 'n'.repeat(300);
      const password = 'p'.repeat(300);
      await scene.enrollTotp(scene.test.directory.add({ name, password }));
      expectOutcome(await scene.begin(name, password), 'challenge');
      for (const cut of [password.slice(0, -1), password.slice(0, 72), `${password}p`]) {
        expect(await scene.begin(name, cut)).toMatchObject({ code: 'credentials.wrong' });
      }
      expect(await scene.begin(name.slice(0, -1), password)).toMatchObject({
        code: 'credentials.wrong',
      });
      const checks = scene.test.directory.passwordChecks;
      expect(await scene.begin('alice', 'p'.repeat(1025))).toMatchObject({
        code: 'credentials.wrong',
      });
      expect(await scene.begin('n'.repeat(513), 'p')).toMatchObject({ code: 'credentials.wrong' });
      expect(scene.test.directory.passwordChecks).toBe(checks);
    });

    it.each([
      ['disabled', 'account.disabled'],
      ['account-expired', 'account.expired'],
      ['logon-hours', 'account.logon-hours'],
      ['workstation', 'account.workstation'],
    ] as const)('an account that is %s, but only after a right password', async (state, code) => {
      scene.test.directory.setState('alice', state);
      expect(await scene.begin('alice', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
      expect(await scene.begin()).toEqual({
        outcome: 'denied',
        code,
        correlationId: scene.source.correlationId,
      });
      expect(await scene.strikes()).toBe(1);
    });

    it.each([
      ['password-expired', 'expired'],
      ['must-change', 'must-change'],
    ] as const)('a password that is %s, with the reason', async (state, reason) => {
      scene.test.directory.setState('alice', state);
      expect(await scene.begin()).toMatchObject({ outcome: 'change-password', reason });
      expect(await scene.strikes()).toBe(0);
    });

    it('a password that must be changed, with whose it is and what holds for the next one', async () => {
      const { sid, netbiosDomain, samAccountName } = scene.alice;
      scene.test.directory.setState('alice', 'must-change');
      expect(await scene.begin()).toMatchObject({
        account: { sid, netbiosDomain, samAccountName },
        rules: [
          { code: 'password.length', value: 15 },
          { code: 'password.personal' },
          { code: 'password.similar', value: 3 },
          { code: 'password.history', value: 2 },
        ],
      });
    });

    it('a password that must be changed with our rules alone when the directory does not tell its own', async () => {
      scene.test.directory.setState('alice', 'must-change');
      scene.test.directory.onRules = () => Promise.reject(new DirectoryUnavailableError('away'));
      expect(await scene.begin()).toMatchObject({
        outcome: 'change-password',
        rules: [
          { code: 'password.length', value: 15 },
          { code: 'password.personal' },
          { code: 'password.similar', value: 3 },
        ],
      });
    });

    it('another account than that of the tile before it says that its password must be changed', async () => {
      scene.test.directory.setState('alice', 'must-change');
      const expectedSid = 'S-1-5-21-9-9-9-1001';
      const request = beginRequest(scene.source, 'alice', PASSWORD, { expectedSid });
      expect(await scene.engine.begin(request)).toMatchObject({ code: 'account.mismatch' });
    });

    it.each([
      ['would lock next', 'near-lockout'],
      ['has locked', 'locked'],
    ] as const)(
      'R38: an account that the directory %s as a wrong password, with a strike, and the cause in the audit',
      async (_, state) => {
        const wrong = await scene.begin('alice', 'wrong');
        scene.test.directory.setState('alice', state);
        const near = await scene.begin();
        expect(await scene.strikes()).toBe(2);
        // Nothing but the strikes that are left is told differently.
        expect({ ...near, strikesLeft: undefined }).toEqual({ ...wrong, strikesLeft: undefined });
        const [first, second] = await scene.events('logon.denied');
        expect(first).toMatchObject({ code: 'credentials.wrong', detail: {} });
        expect(second).toMatchObject({
          code: 'credentials.wrong',
          detail: { cause: `directory.${state}` },
        });
      },
    );

    it('a person without a Windows account, but only after a right password', async () => {
      scene.test.directory.add({ name: 'olga', password: PASSWORD, sid: NULL_SID });
      expect(await scene.begin('olga', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
      expect(await scene.begin('olga')).toMatchObject({
        outcome: 'denied',
        code: 'account.no-windows',
      });
    });

    it('an account other than the one of the tile', async () => {
      const expectedSid = 'S-1-5-21-9-9-9-1001';
      const request = beginRequest(scene.source, 'alice', PASSWORD, { expectedSid });
      expect(await scene.engine.begin(request)).toMatchObject({ code: 'account.mismatch' });
      expect(await scene.strikes()).toBe(0);
      expectOutcome(
        await scene.engine.begin({ ...request, expectedSid: scene.alice.sid }),
        'challenge',
      );
    });

    it('whoever has no factor, but only after a right password', async () => {
      scene.test.directory.add({ name: 'bob', password: PASSWORD });
      expect(await scene.begin('bob', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
      expect(await scene.begin('bob')).toMatchObject({ code: 'factor.not-enrolled' });
    });

    it('everyone while the directory is away, at no cost', async () => {
      scene.test.directory.available = false;
      expect(await scene.begin()).toMatchObject({ code: 'directory.unavailable' });
      scene.test.directory.available = true;
      scene.test.directory.onPasswordCheck = async () => {
        scene.test.directory.available = false;
      };
      expect(await scene.begin()).toMatchObject({ code: 'directory.unavailable' });
      expect(await scene.strikes()).toBe(0);
    });

    it('to give a verdict when the audit cannot be written', async () => {
      const first = await scene.challenge();
      await scene.test.connections.pool.query('ALTER TABLE audit_events RENAME TO gone');
      await expect(scene.answer(first, scene.codeNow())).rejects.toThrow();
    });
  });

  it('grants at once when the policy asks for nothing but the password', async () => {
    await scene.applyPolicy({ logon: { desktop: { require: 'none' } } });
    await scene.begin('alice', 'wrong');
    const verdict = expectOutcome(await scene.begin(), 'granted');
    expect(verdict.account.sid).toBe(scene.alice.sid);
    expect(await scene.strikes()).toBe(0);
    await scene.engine.report({
      source: scene.source,
      logonId: verdict.logonId,
      ntStatus: 0,
      subStatus: 0,
    });
    expect(await scene.events('logon.reported')).toHaveLength(1);
  });
});
