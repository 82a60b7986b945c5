import { randomBytes } from 'node:crypto';

import { DEFAULT_ANSWERS, DEFAULT_POLICY, formatId, totp } from '@gatehouse/protocol';
import type { FactorMethod, SelfCareAnswer } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../../../server/src/self-care/caring.js';
import type { SelfCare } from '../../../server/src/self-care/self-care.js';
import { PostgresCredentialStore } from '../../../server/src/storage/postgres-credential-store.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { makeSource } from '../../support/server-core.js';

const NEW_PASSWORD = 'Brand new battery 2';
const BY_CODE = {
  logon: { web: { methods: ['totp' as const] }, desktop: { methods: ['totp' as const] } },
};

describe('what people do for themselves after they signed in', () => {
  let scene: LogonScene;
  let care: SelfCare;
  startSceneForEachTest((started) => {
    scene = started;
    care = started.test.core.selfCare;
  });

  /** Somebody in a session of their own, who has just proven these factors. */
  function callerOf(methods: FactorMethod[] = ['totp'], account = scene.alice): Caller {
    const { correlationId } = makeSource();
    return {
      person: {
        principalId: account.principalId,
        principalName: `CORP\\${account.samAccountName}`,
        sessionId: formatId('ses', randomBytes(16)),
        methods,
        authenticatedAt: scene.test.clock.now(),
      },
      context: { correlationId, source: '192.0.2.99' },
    };
  }
  const bytes = (text: string) => Buffer.from(text);
  const codeOf = (secretUri: string) => scene.codeNow(totp.seedOfKeyUri(secretUri));
  const outcomeOf = ({ outcome }: SelfCareAnswer) => outcome;

  describe('a password that they know', () => {
    it('is changed, put into the history, and told to them', async () => {
      await scene.applyPolicy({ password: { history: 5, minimumAgeHours: 0 } });
      const change = { password: bytes(PASSWORD), newPassword: bytes(NEW_PASSWORD) };
      expect(await care.password.change(callerOf(), change)).toMatchObject({ outcome: 'done' });
      expect(await scene.test.directory.verifyPassword(scene.alice, bytes(NEW_PASSWORD))).toBe(
        'right',
      );
      const types = (await scene.events()).map(({ type }) => type);
      expect(types.indexOf('password.changing')).toBeLessThan(types.indexOf('password.changed'));
      expect(await sentTo('alice@corp.test')).toMatch(/password was changed/i);
      const again = { password: bytes(NEW_PASSWORD), newPassword: bytes(NEW_PASSWORD) };
      expect(await care.password.change(callerOf(), again)).toMatchObject({ outcome: 'rejected' });
    });

    it('costs the strikes of a sign-in when it is wrong, and is not looked at when there are none left (R34)', async () => {
      await scene.applyPolicy({ lockout: { strikes: 3, sourceStrikes: 3 } });
      const wrong = { password: bytes('not it at all'), newPassword: bytes(NEW_PASSWORD) };
      const said = [];
      for (let at = 0; at < 3; at++) said.push(await care.password.change(callerOf(), wrong));
      expect(said.map((one) => one.outcome === 'denied' && one.code)).toEqual(
        Array(3).fill('credentials.wrong'),
      );
      const right = { password: bytes(PASSWORD), newPassword: bytes(NEW_PASSWORD) };
      expect(await care.password.change(callerOf(), right)).toMatchObject({
        code: 'principal.locked',
      });
      expect(await scene.begin()).toMatchObject({ outcome: 'denied', code: 'principal.locked' });
    });

    it('a trial names broken rules, changes nothing, and tells nothing of earlier passwords', async () => {
      await scene.applyPolicy({ password: { minimumLength: 12, history: 5 } });
      const short = await care.password.try(callerOf(), { newPassword: bytes('short') });
      expect(short.broken).toContainEqual({ code: 'password.length', value: 12 });
      const present = await care.password.try(callerOf(), { newPassword: bytes(PASSWORD) });
      expect(present.broken.map(({ code }) => code)).not.toContain('password.history');
      expect(await scene.test.directory.verifyPassword(scene.alice, bytes(PASSWORD))).toBe('right');
      expect(await scene.strikes()).toBe(0);
    });
  });

  describe('an authenticator', () => {
    it('counts after a right code, once, in the session that began it', async () => {
      const caller = callerOf();
      const started = await care.enrollments.startAuthenticator(caller);
      const code = codeOf(started.uri);
      const { enrollmentId } = started;
      expect(
        await care.enrollments.confirmAuthenticator(callerOf(), { enrollmentId, code }),
      ).toMatchObject({
        code: 'enrollment.unknown',
      });
      const bob = scene.test.directory.add({ name: 'bob', password: PASSWORD });
      const bobs = { ...callerOf(['totp'], bob) };
      bobs.person.sessionId = caller.person.sessionId;
      expect(
        await care.enrollments.confirmAuthenticator(bobs, { enrollmentId, code }),
      ).toMatchObject({
        code: 'enrollment.unknown',
      });
      expect(
        await care.enrollments.confirmAuthenticator(caller, {
          enrollmentId,
          code: scene.wrongCode(),
        }),
      ).toMatchObject({ rejected: { code: 'enrollment.wrong-code' } });
      const confirmed = await Promise.all([
        care.enrollments.confirmAuthenticator(caller, { enrollmentId, code }),
        care.enrollments.confirmAuthenticator(caller, { enrollmentId, code }),
      ]);
      expect(confirmed.map(outcomeOf)).toContain('done');
      expect((await care.factors.list(caller)).factors).toHaveLength(2);
      expect(await care.enrollments.confirmAddress(caller, { enrollmentId, code })).toMatchObject({
        code: 'enrollment.unknown',
      });
    });

    it('is not enrolled by an old proof, nor by a password beside a factor that is there', async () => {
      const stale = callerOf();
      scene.test.clock.advance({ minutes: 10, seconds: 1 });
      for (const caller of [stale, callerOf([])]) {
        await expect(care.enrollments.startAuthenticator(caller)).rejects.toMatchObject({
          code: 'session.proof-required',
        });
      }
    });

    it('R6: the first one is enrolled by the password only where the policy says so, never after a reset', async () => {
      const bob = scene.test.directory.add({ name: 'bob', password: PASSWORD });
      bob.lastUsedAt = scene.test.clock.now();
      await expect(care.enrollments.startAuthenticator(callerOf([], bob))).rejects.toMatchObject({
        code: 'session.proof-required',
      });
      await scene.applyPolicy({ enrollment: { firstProof: 'password' } });
      await care.enrollments.startAuthenticator(callerOf([], bob));
      const { pool } = scene.test.connections;
      await pool.query('INSERT INTO enrollment_idle_accounts VALUES ($1, now())', [
        bob.principalId,
      ]);
      await expect(care.enrollments.startAuthenticator(callerOf([], bob))).rejects.toMatchObject({
        code: 'session.proof-required',
      });
    });

    it('is begun a bounded number of times, which is audited once', async () => {
      const outcomes = [];
      for (let at = 0; at < 24; at++) {
        const started = care.enrollments.startAuthenticator(callerOf());
        outcomes.push(
          await started.then(
            () => 'started',
            (error: unknown) => (error as { code: string }).code,
          ),
        );
      }
      expect(outcomes.filter((one) => one === 'started')).toHaveLength(20);
      expect(outcomes.at(-1)).toBe('rate.limited');
      expect(await scene.events('limit.reached')).toHaveLength(1);
    });
  });

  describe('an alternate address', () => {
    it.each([
      'alice@home.test, eve@evil.test',
      'alice@home.test;eve@evil.test',
      'alice@home.test\r\nBcc: eve@evil.test',
      'Alice <alice@home.test>',
      '["alice@home.test"]',
    ])('is one plain address: %j gets nothing (R28)', async (address) => {
      expect(await care.enrollments.addAddress(callerOf(), { address })).toMatchObject({
        rejected: { code: 'enrollment.bad-address' },
      });
      expect(scene.test.mailer.sent).toHaveLength(0);
    });

    it('counts when its code came back, and the old ones are told', async () => {
      await scene.enrollMail(scene.alice, 'old@home.test');
      const caller = callerOf();
      const sent = await care.enrollments.addAddress(caller, { address: 'new@home.test' });
      if (sent.outcome !== 'sent') throw new Error(JSON.stringify(sent));
      expect(sent.destination).toBe('n•••@home.test');
      const code = scene.test.mailer.codeTo('new@home.test');
      const { enrollmentId } = sent;
      expect(
        await care.enrollments.confirmAddress(callerOf(), { enrollmentId, code }),
      ).toMatchObject({
        code: 'enrollment.unknown',
      });
      expect(await destination(caller)).toBe('o•••@home.test');
      expect(await care.enrollments.confirmAddress(caller, { enrollmentId, code })).toMatchObject({
        outcome: 'done',
      });
      expect(await destination(caller)).toBe('n•••@home.test');
      for (const address of ['old@home.test', 'alice@corp.test']) {
        expect(await sentTo(address)).toMatch(/second factor was added/i);
      }
    });
  });

  describe('a factor', () => {
    it('is not removed below what the policy asks for, also by removals that race', async () => {
      await scene.applyPolicy(BY_CODE);
      await scene.enrollTotp(scene.alice);
      await scene.enrollTotp(scene.alice);
      const caller = callerOf();
      const { factors } = await care.factors.list(caller);
      const removed = await Promise.all(factors.map(({ id }) => care.factors.remove(caller, id)));
      expect(removed.map(outcomeOf).sort()).toEqual(['denied', 'done', 'done']);
      expect(removed.find(({ outcome }) => outcome === 'denied')).toMatchObject({
        code: 'factor.required',
      });
      expect((await care.factors.list(caller)).factors).toHaveLength(1);
      expect(await sentTo('alice@corp.test')).toMatch(/second factor was removed/i);
    });

    it('of somebody else is as unknown as none, and needs a recent proof', async () => {
      const bob = scene.test.directory.add({
        ...{ name: 'bob', password: PASSWORD, mail: 'bob@corp.test' },
      });
      const { factors } = await care.factors.list(callerOf());
      await expect(
        care.factors.remove(callerOf(['email'], bob), factors[0]!.id),
      ).rejects.toMatchObject({
        code: 'factor.unknown',
      });
      await expect(care.factors.remove(callerOf([]), factors[0]!.id)).rejects.toMatchObject({
        code: 'session.proof-required',
      });
    });
  });

  describe('a session', () => {
    const openSession = async () => {
      const { sessions } = scene.test.core.web;
      const { principalId } = scene.alice;
      const opened = await sessions.open(
        {
          ...{ principalId, principalName: 'CORP\\alice', methods: ['totp'] },
          ...{ generation: undefined, policy: DEFAULT_POLICY.logon.web },
          ...{ userAgent: undefined, replaces: undefined },
        },
        callerOf().context,
      );
      return opened!.token;
    };
    const stranger = { code: 'session.required' };

    it('is ended by a removed factor, except that of the removal', async () => {
      const { sessions } = scene.test.core.web;
      await scene.enrollTotp(scene.alice);
      const { factors } = await care.factors.list(callerOf());
      const [mine, other] = [await openSession(), await openSession()];
      const caller = { ...callerOf(), person: await sessions.require(mine) };
      expect(await care.factors.remove(caller, factors[0]!.id)).toMatchObject({
        outcome: 'done',
      });
      await sessions.require(mine);
      await expect(sessions.require(other)).rejects.toMatchObject(stranger);
    });

    it('proves nothing by a factor that is gone, nor by one that came after the proof', async () => {
      const caller = callerOf();
      const refused = { code: 'session.proof-required' };
      const { factors } = await care.factors.list(caller);
      for (const { id } of factors) {
        await scene.test.connections.pool.query('DELETE FROM credentials WHERE id = $1', [id]);
      }
      await expect(care.enrollments.startAuthenticator(caller)).rejects.toMatchObject(refused);
      scene.test.clock.advance({ seconds: 1 });
      await scene.enrollTotp(scene.alice);
      await expect(care.enrollments.startAuthenticator(caller)).rejects.toMatchObject(refused);
      await care.enrollments.startAuthenticator(callerOf());
    });

    it('is good for an enrolment by a break-glass code that was used, until that is taken away', async () => {
      const { pool } = scene.test.connections;
      const { principalId } = scene.alice;
      const caller = callerOf(['break-glass']);
      const refused = { code: 'session.proof-required' };
      await expect(care.enrollments.startAuthenticator(caller)).rejects.toMatchObject(refused);
      const now = scene.test.clock.now();
      const id = formatId('crd', randomBytes(16));
      await new PostgresCredentialStore(pool).addBreakGlass(
        {
          ...{ method: 'break-glass', id, principalId, codeMac: randomBytes(32), used: false },
          ...{ expiresAt: new Date(now.getTime() + 60_000), createdAt: now },
        },
        1,
      );
      await pool.query('UPDATE credentials SET last_step = 0 WHERE id = $1', [id]);
      await care.enrollments.startAuthenticator(caller);
      await pool.query('DELETE FROM credentials WHERE id = $1', [id]);
      await expect(care.enrollments.startAuthenticator(caller)).rejects.toMatchObject(refused);
    });
  });

  it.each(['disabled', 'account-expired'] as const)(
    'nothing is done in an account that is %s',
    async (state) => {
      scene.test.directory.setState('alice', state);
      const refused = { code: 'session.required' };
      await expect(care.enrollments.startAuthenticator(callerOf())).rejects.toMatchObject(refused);
    },
  );

  describe('answers', () => {
    const given = DEFAULT_ANSWERS.optional
      .slice(0, DEFAULT_ANSWERS.shares)
      .map(({ id }, at) => ({ id, answer: bytes(`an answer of its own, number ${at}`) }));

    it('are enrolled with the password that was proven, in the place of older ones', async () => {
      const wrong = { password: bytes('not it'), answers: given };
      expect(await care.enrollments.enrollAnswers(callerOf(), wrong)).toMatchObject({
        code: 'credentials.wrong',
      });
      const few = { password: bytes(PASSWORD), answers: given.slice(1) };
      expect(await care.enrollments.enrollAnswers(callerOf(), few)).toMatchObject({
        rejected: { code: 'enrollment.incomplete' },
      });
      const right = { password: bytes(PASSWORD), answers: given };
      for (let at = 0; at < 2; at++) {
        expect(await care.enrollments.enrollAnswers(callerOf(), right)).toMatchObject({
          outcome: 'done',
        });
      }
      expect((await care.factors.list(callerOf())).answers).toBe(true);
      expect(await scene.events('answers.enrolled')).toHaveLength(2);
      expect(await sentTo('alice@corp.test')).toMatch(/answers were replaced/i);
    });
  });

  async function destination(caller: Caller): Promise<string | undefined> {
    const { factors } = await care.factors.list(caller);
    return factors.find(({ method }) => method === 'email')?.destination;
  }

  /** The subject of a notice to an address, for which nobody waits. */
  async function sentTo(address: string): Promise<string> {
    for (let at = 0; at < 300; at++) {
      const { sent } = scene.test.mailer;
      const mail = sent.findLast(({ to, subject }) => to === address && !/passcode/i.test(subject));
      if (mail !== undefined) return mail.subject;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`nothing was sent to ${address}`);
  }
});
