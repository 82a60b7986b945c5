import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { Challenged, FactorMethod } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { Caller } from '../../../server/src/self-care/caring.js';
import type { SelfCare } from '../../../server/src/self-care/self-care.js';
import { PASSWORD, startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import {
  ADMITTED,
  beginRequest,
  expectOutcome,
  makeSource,
  makeWebSource,
} from '../../support/server-core.js';
import { until } from '../../support/until.js';

const CODE = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/;
const WRONG = '0000-0000-0000-0000';

describe('recovery codes', () => {
  let scene: LogonScene;
  let care: SelfCare;
  startSceneForEachTest((started) => {
    scene = started;
    care = started.test.core.selfCare;
  });

  /** Somebody in a session that is there, who has just proven these factors. */
  async function callerOf(methods: FactorMethod[] = ['totp'], account = scene.alice) {
    const { sessions } = scene.test.core.web;
    const { correlationId } = makeSource();
    const context = { correlationId, source: '192.0.2.99' };
    const { principalId, samAccountName } = account;
    const opened = await sessions.open(
      {
        ...{ principalId, principalName: `CORP\\${samAccountName}`, methods },
        ...{ generation: undefined, policy: DEFAULT_POLICY.logon.web },
        ...{ userAgent: undefined, replaces: undefined },
      },
      context,
    );
    return { person: await sessions.require(opened!.token), context } satisfies Caller;
  }
  const make = async (caller?: Caller) => {
    const made = await care.recoveryCodes.make(caller ?? (await callerOf()), undefined);
    if (made.outcome !== 'made') throw new Error(JSON.stringify(made));
    return made.codes;
  };
  const setOf = async () => (await care.factors.list(await callerOf())).recoveryCodes;
  /** A right password in a browser, and the choice of a recovery code. */
  const askAtWeb = async (source = makeWebSource()) => {
    const begun = await scene.engine.begin(beginRequest(source, 'alice', PASSWORD));
    const first = expectOutcome(begun, 'challenge');
    const chosen = await scene.choose(first, 'recovery-code', { source });
    return { source, first, challenge: expectOutcome(chosen, 'challenge') };
  };
  const answerAtWeb = async (code: string) => {
    const { source, challenge } = await askAtWeb();
    return scene.answer(challenge, code, { source });
  };
  const methodsOf = ({ methods }: Challenged) => methods.map(({ method }) => method);
  const sent = (subject: RegExp) =>
    scene.test.mailer.sent.filter((mail) => subject.test(mail.subject));

  describe('making a set', () => {
    it('says ten codes, once, keeps hashes alone, and tells their person', async () => {
      expect(await setOf()).toEqual({ enabled: true, left: 0, total: 0 });
      const codes = await make();
      expect(new Set(codes).size).toBe(10);
      for (const code of codes) expect(code).toMatch(CODE);
      const createdAt = scene.test.clock.now().toISOString();
      expect(await setOf()).toEqual({ enabled: true, left: 10, total: 10, createdAt });
      const { rows } = await scene.test.connections.pool.query('SELECT * FROM credentials');
      const kept = JSON.stringify([rows, await scene.events()]);
      expect(kept).not.toContain(codes[0]!.slice(0, 9));
      expect(kept).not.toContain(codes[0]!.replaceAll('-', '').slice(0, 9));
      expect((await scene.events('recovery-codes.made'))[0]).toMatchObject({
        ...{ door: 'web', detail: { codes: 10 } },
      });
      await until(async () => sent(/new recovery codes/).length > 0);
    });

    it('makes those before it void', async () => {
      const [old] = await make();
      const [fresh] = await make();
      expect(await answerAtWeb(old!)).toMatchObject({ rejected: 'factor.wrong-code' });
      expectOutcome(await answerAtWeb(fresh!), 'granted');
      expect((await setOf()).left).toBe(9);
    });

    it('leaves one whole set of those that race on two nodes', async () => {
      const there = (await scene.test.addNode()).selfCare;
      const callers = await Promise.all([callerOf(), callerOf(), callerOf(), callerOf()]);
      const made = await Promise.all(
        callers.map((caller, at) =>
          (at % 2 === 0 ? care : there).recoveryCodes.make(caller, undefined),
        ),
      );
      const alive: number[] = [];
      await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
      for (const one of made) {
        if (one.outcome !== 'made') throw new Error(one.code);
        let granted = 0;
        for (const code of [one.codes[0]!, one.codes[9]!]) {
          if ((await answerAtWeb(code)).outcome === 'granted') granted++;
        }
        alive.push(granted);
      }
      expect(alive.sort()).toEqual([0, 0, 0, 2]);
    });

    it('takes a proven factor: neither a recovery code, nor a code of the help desk, nor the password', async () => {
      const [code] = await make();
      expectOutcome(await answerAtWeb(code!), 'granted');
      const byCode = await callerOf(['recovery-code']);
      expect(await care.recoveryCodes.make(byCode, undefined)).toMatchObject({
        code: 'factor.proof-required',
      });
      // A factor that was proven before it does not count: the newest proof does.
      expect(
        await care.recoveryCodes.make(await callerOf(['totp', 'recovery-code']), undefined),
      ).toMatchObject({ code: 'factor.proof-required' });
      await expect(
        care.recoveryCodes.make(await callerOf(['break-glass']), undefined),
      ).rejects.toMatchObject({ code: 'session.proof-required' });
      await expect(care.recoveryCodes.make(await callerOf([]), undefined)).rejects.toMatchObject({
        code: 'session.proof-required',
      });
      // But it lets its person enrol a factor anew.
      await care.enrollments.startAuthenticator(byCode);
    });

    it('takes a recent proof, and is done a bounded number of times', async () => {
      const stale = await callerOf();
      for (let at = 0; at < 10; at++) await make(stale);
      await expect(care.recoveryCodes.make(stale, undefined)).rejects.toMatchObject({
        code: 'rate.limited',
      });
      scene.test.clock.advance({ minutes: 10, seconds: 1 });
      await expect(care.recoveryCodes.make(stale, undefined)).rejects.toMatchObject({
        code: 'session.proof-required',
      });
    });

    it('remembers the newest proof of a session as the last', async () => {
      const { sessions } = scene.test.core.web;
      const { person, context } = await callerOf(['totp', 'email']);
      const proof = { methods: ['totp' as const], generation: undefined };
      const { session } = await sessions.prove(person, proof, context);
      expect(session.methods).toEqual(['email', 'totp']);
    });

    it('does nothing in a session that was ended meanwhile', async () => {
      const caller = await callerOf();
      await scene.test.core.web.sessions.endAll(scene.alice.principalId, 'factors', caller.context);
      await expect(care.recoveryCodes.make(caller, undefined)).rejects.toMatchObject({
        code: 'session.required',
      });
      expect((await setOf()).total).toBe(0);
    });

    it.each([
      { recoveryCodes: { enabled: false } },
      { logon: { web: { require: 'none' as const } } },
    ])('is not possible where the codes are no use: %j', async (settings) => {
      await scene.applyPolicy(settings);
      expect(await care.recoveryCodes.make(await callerOf(), undefined)).toMatchObject({
        code: 'policy.denied',
      });
      expect((await setOf()).enabled).toBe(false);
    });
  });

  describe('a code', () => {
    it('stands for the factor of a sign-in in a browser, once, however it is typed', async () => {
      const [code] = await make();
      const { source, first, challenge } = await askAtWeb();
      // After what the policy names, and asked for only when it is chosen.
      expect(methodsOf(first)).toEqual(['totp', 'email', 'recovery-code']);
      expect(first.current.method).toBe('totp');
      expect(challenge.digits).toBeUndefined();
      const typed = ` ${code!.toLowerCase().replaceAll('-', ' ')} `;
      expectOutcome(await scene.answer(challenge, typed, { source }), 'granted');
      expect(await scene.strikes()).toBe(0);
      expect((await scene.events('factor.verified'))[0]).toMatchObject({
        detail: { method: 'recovery-code' },
      });
      expect(await answerAtWeb(code!)).toMatchObject({ rejected: 'factor.used-code' });
      expect(await scene.strikes()).toBe(1);
      expect((await setOf()).left).toBe(9);
      await until(async () => sent(/recovery code was used/).length > 0);
      const [mail] = sent(/recovery code was used/);
      expect(mail).toMatchObject({ to: 'alice@corp.test' });
      expect(mail!.text).toContain('Codes left: 9.');
    });

    it('is not taken at the tile, nor where the policy leaves none', async () => {
      await make();
      const atTile = await scene.challenge();
      expect(methodsOf(atTile)).toEqual(['totp', 'email']);
      expect(await scene.choose(atTile, 'recovery-code')).toMatchObject({ code: 'policy.denied' });
      await scene.applyPolicy({ recoveryCodes: { enabled: false } });
      const begun = await scene.engine.begin(beginRequest(makeWebSource(), 'alice', PASSWORD));
      expect(methodsOf(expectOutcome(begun, 'challenge'))).toEqual(['totp', 'email']);
    });

    it('is used once by 50 that race on two nodes', async () => {
      await scene.applyPolicy({ lockout: { strikes: 100, sourceStrikes: 100 } });
      const [code] = await make();
      const there = await scene.test.addNode();
      const asked = [];
      for (let at = 0; at < 50; at++) asked.push(await askAtWeb(makeWebSource(`192.0.2.${at}`)));
      const verdicts = await Promise.all(
        asked.map(({ source, challenge }, at) =>
          scene.answer(challenge, code!, {
            source,
            engine: at % 2 === 0 ? scene.engine : there.engine,
          }),
        ),
      );
      expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
      expect(
        verdicts.filter((one) => 'rejected' in one && one.rejected === 'factor.used-code'),
      ).toHaveLength(49);
      expect((await setOf()).left).toBe(9);
    });

    it('costs a strike when it is wrong, and fits nobody but its person (R29, R34)', async () => {
      const bob = scene.test.directory.add({ name: 'bob', password: PASSWORD });
      await scene.enrollTotp(bob);
      const [bobs] = await make(await callerOf(['totp'], bob));
      await make();
      for (const code of [WRONG, bobs!, 'no code at all']) {
        expect(await answerAtWeb(code)).toMatchObject({ rejected: 'factor.wrong-code' });
      }
      expect(await scene.strikes()).toBe(3);
    });

    it('is not burnt by a challenge that was replaced meanwhile', async () => {
      const [code] = await make();
      const { source, challenge } = await askAtWeb();
      expectOutcome(await scene.choose(challenge, 'totp', { source }), 'challenge');
      expect(await scene.answer(challenge, code!, { source })).toMatchObject({
        code: 'challenge.unknown',
      });
      expectOutcome(await answerAtWeb(code!), 'granted');
    });

    it('is offered until the last one is used', async () => {
      const codes = await make();
      for (const code of codes) expectOutcome(await answerAtWeb(code), 'granted');
      expect(await setOf()).toMatchObject({ left: 0, total: 10 });
      const begun = await scene.engine.begin(beginRequest(makeWebSource(), 'alice', PASSWORD));
      expect(methodsOf(expectOutcome(begun, 'challenge'))).toEqual(['totp', 'email']);
    });

    it('is asked for at once of whoever has nothing else', async () => {
      const carol = scene.test.directory.add({ name: 'carol', password: PASSWORD });
      await scene.enrollTotp(carol);
      const [code] = await make(await callerOf(['totp'], carol));
      const { pool } = scene.test.connections;
      await pool.query(`DELETE FROM credentials WHERE method = 'totp' AND principal_id = $1`, [
        carol.principalId,
      ]);
      const source = makeWebSource();
      const begun = await scene.engine.begin({
        ...{ source, admission: ADMITTED, name: 'carol', password: Buffer.from(PASSWORD) },
      });
      const challenge = expectOutcome(begun, 'challenge');
      expect(challenge.current.method).toBe('recovery-code');
      expectOutcome(await scene.answer(challenge, code!, { source }), 'granted');
    });

    it('R6: keeps the password alone from enrolling the first factor', async () => {
      const carol = scene.test.directory.add({ name: 'carol', password: PASSWORD });
      carol.lastUsedAt = scene.test.clock.now();
      await scene.applyPolicy({ enrollment: { firstProof: 'password' } });
      await scene.enrollTotp(carol);
      const caller = await callerOf(['totp'], carol);
      await make(caller);
      const { pool } = scene.test.connections;
      await pool.query(`DELETE FROM credentials WHERE method = 'totp' AND principal_id = $1`, [
        carol.principalId,
      ]);
      await expect(
        care.enrollments.startAuthenticator(await callerOf([], carol)),
      ).rejects.toMatchObject({ code: 'session.proof-required' });
      await scene.test.core.credentials.removeRecoveryCodes(
        { principalId: carol.principalId, principalName: 'CORP\\carol' },
        caller.context,
      );
      await care.enrollments.startAuthenticator(await callerOf([], carol));
    });
  });

  describe('removing a set', () => {
    it('takes it away as a whole, and ends what others rest on it', async () => {
      const { sessions } = scene.test.core.web;
      const caller = await callerOf();
      const [code] = await make(caller);
      const other = await callerOf(['recovery-code']);
      expect(await care.recoveryCodes.remove(caller)).toMatchObject({ outcome: 'done' });
      expect((await sessions.list(scene.alice.principalId)).map(({ id }) => id)).not.toContain(
        other.person.sessionId,
      );
      expect(await setOf()).toMatchObject({ left: 0, total: 0 });
      expect((await scene.events('recovery-codes.removed'))[0]).toMatchObject({
        detail: { left: 10 },
      });
      const begun = await scene.engine.begin(beginRequest(makeWebSource(), 'alice', PASSWORD));
      expect(methodsOf(expectOutcome(begun, 'challenge'))).not.toContain('recovery-code');
      expect(code).toMatch(CODE);
      await expect(care.recoveryCodes.remove(await callerOf())).rejects.toMatchObject({
        code: 'factor.unknown',
      });
    });

    it('is not done for one code, and no code is the factor that must be left', async () => {
      await scene.applyPolicy({
        logon: { web: { methods: ['totp'] }, desktop: { methods: ['totp'] } },
      });
      const caller = await callerOf();
      await make(caller);
      const { factors } = await care.factors.list(caller);
      expect(factors.map(({ method }) => method)).toEqual(['totp']);
      const { rows } = await scene.test.connections.pool.query<{ id: `crd_${string}` }>(
        `SELECT id FROM credentials WHERE method = 'recovery-code' LIMIT 1`,
      );
      const { id } = rows[0] as { id: (typeof factors)[0]['id'] };
      await expect(care.factors.remove(caller, id)).rejects.toMatchObject({
        code: 'factor.unknown',
      });
      const owner = { principalId: scene.alice.principalId, principalName: 'CORP\\alice' };
      await expect(
        scene.test.core.credentials.remove(owner, id, caller.context),
      ).rejects.toMatchObject({ code: 'factor.unknown' });
      expect(await care.factors.remove(caller, factors[0]!.id)).toMatchObject({
        code: 'factor.required',
      });
    });
  });
});
