import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { totp } from '@gatehouse/protocol';
import type { ChallengeId, LogonId, PolicyDocument, Verdict } from '@gatehouse/protocol';

import type { LogonEngine, Source } from '../../../server/src/authentication/logon-engine.js';
import type { DirectoryAccount } from '../../../server/src/directory/directory.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import {
  beginRequest,
  expectOutcome,
  makeSource,
  startTestCore,
} from '../../support/server-core.js';
import type { TestCore } from '../../support/server-core.js';

const PASSWORD = 'Correct horse 1';

describe('the logon engine', () => {
  let postgres: TestPostgres;
  let test: TestCore;
  let engine: LogonEngine;
  let source: Source;
  let alice: DirectoryAccount;
  let seed: Uint8Array;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    test = await startTestCore(postgres);
    engine = test.core.engine;
    source = makeSource();
    alice = test.directory.add({
      name: 'alice',
      password: PASSWORD,
      displayName: 'Alice <Ä>',
      mail: 'alice@corp.test',
    });
    seed = await enrollTotp(alice);
  });
  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });

  const enrollTotp = async (account: DirectoryAccount) => {
    const owner = { principalId: account.principalId, principalName: account.samAccountName };
    const { seed } = await test.core.credentials.enrollTotp(
      owner,
      { issuer: 'Gatehouse' },
      makeSource(),
    );
    return seed;
  };
  const enrollMail = (account: DirectoryAccount, address: string) =>
    test.core.credentials.enrollEmail(
      { principalId: account.principalId, principalName: account.samAccountName },
      address,
      makeSource(),
    );
  const applyPolicy = (settings: PolicyDocument['settings'], name = 'everyone') =>
    test.core.policies.apply(
      {
        name,
        priority: 0,
        assign: { everyone: true, users: [], groups: [] },
        settings,
      },
      makeSource(),
    );
  const codeNow = (of = seed, offset = 0) =>
    totp.codeAt(of, totp.stepAt(test.clock.now().getTime() / 1000) + offset);
  const wrongCode = () => {
    const right = [-1, 0, 1].map((offset) => codeNow(seed, offset));
    return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code))!;
  };
  const begin = (name = 'alice', password = PASSWORD, from = source) =>
    engine.begin(beginRequest(from, name, password));
  const challenge = async (name = 'alice', from = source) =>
    expectOutcome(await begin(name, PASSWORD, from), 'challenge');
  const answer = (
    { logonId, challengeId }: { logonId: LogonId; challengeId: ChallengeId },
    code: string,
    from = source,
  ) => engine.answer({ source: from, logonId, challengeId, code });
  const choose = (
    { logonId, challengeId }: { logonId: LogonId; challengeId: ChallengeId },
    method: 'totp' | 'email',
    from = source,
  ) => engine.choose({ source: from, logonId, challengeId, method });
  const strikes = async (account = alice) =>
    (await test.core.strikes.show(account.principalId, (await settings()).lockout)).strikes;
  const settings = async () => (await test.core.policies.resolve(alice)).settings;
  const events = async (type?: string) => {
    const { events: all } = await test.core.audit.read({ limit: 1000 });
    return all.filter((event) => type === undefined || event.type === type);
  };

  describe('with an authenticator', () => {
    it('challenges a right password and grants the right code with the names of the directory', async () => {
      const first = await challenge('ALICE@Corp.Test');
      expect(first).toMatchObject({
        current: { method: 'totp' },
        methods: [{ method: 'totp' }, { method: 'email', destination: 'a•••@corp.test' }],
        digits: 6,
        expiresAt: new Date(test.clock.now().getTime() + 600_000).toISOString(),
        correlationId: source.correlationId,
      });
      expect(await answer(first, codeNow())).toEqual({
        outcome: 'granted',
        logonId: first.logonId,
        account: { sid: alice.sid, netbiosDomain: 'CORP', samAccountName: 'alice' },
        correlationId: source.correlationId,
      });
      expect(test.directory.passwordChecks).toBe(1);
      expect((await events()).map(({ type }) => type)).toEqual([
        'factor.enrolled',
        'logon.begun',
        'challenge.issued',
        'factor.verified',
        'logon.granted',
      ]);
    });

    it('keeps the challenge open after a wrong code and counts down', async () => {
      const first = await challenge();
      expect(await answer(first, wrongCode())).toMatchObject({
        outcome: 'challenge',
        challengeId: first.challengeId,
        rejected: 'factor.wrong-code',
        strikesLeft: 4,
      });
      expectOutcome(await answer(first, codeNow()), 'granted');
    });

    it.each(['', ' ', '12345', '1234567', '١٢٣٤٥٦', "0' OR '1'='1", '0'.repeat(64)])(
      'rejects %j as a code',
      async (code) => {
        const first = await challenge();
        expect(await answer(first, code)).toMatchObject({ rejected: 'factor.wrong-code' });
      },
    );

    it('accepts a code that is typed with a space', async () => {
      const code = codeNow();
      expectOutcome(
        await answer(await challenge(), `${code.slice(0, 3)} ${code.slice(3)}`),
        'granted',
      );
    });

    it('R37: accepts a code once, and none of an older step after it', async () => {
      expectOutcome(await answer(await challenge(), codeNow()), 'granted');
      const second = await challenge();
      expect(await answer(second, codeNow())).toMatchObject({ rejected: 'factor.used-code' });
      expect(await answer(second, codeNow(seed, -1))).toMatchObject({
        rejected: 'factor.used-code',
      });
      test.clock.advance({ seconds: 30 });
      expectOutcome(await answer(second, codeNow()), 'granted');
    });

    it('R37: of two nodes that race with one code, one grants', async () => {
      const other = (await test.addNode()).engine;
      const sources = [source, makeSource()];
      const [a, b] = await Promise.all(sources.map((from) => challenge('alice', from)));
      const verdicts = await Promise.all([
        engine.answer({ source: sources[0]!, ...a!, code: codeNow() }),
        other.answer({ source: sources[1]!, ...b!, code: codeNow() }),
      ]);
      expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
      expect(verdicts).toContainEqual(expect.objectContaining({ rejected: 'factor.used-code' }));
    });

    it('lets another node continue a logon', async () => {
      const first = await challenge();
      const other = (await test.addNode()).engine;
      expectOutcome(await other.answer({ source, ...first, code: codeNow() }), 'granted');
    });

    it('takes any of several authenticators', async () => {
      const second = await enrollTotp(alice);
      expectOutcome(await answer(await challenge(), codeNow(second)), 'granted');
    });

    it('opens seeds that another node sealed after it had rotated the keyring', async () => {
      await test.addNode();
      const first = await challenge();
      await test.keyring.rotate();
      const other = (await test.addNode()).engine;
      await test.keyring.rotate();
      expectOutcome(await other.answer({ source, ...first, code: codeNow() }), 'granted');
    });

    it('does not open a seed that was moved to another user in the database', async () => {
      const mallory = test.directory.add({ name: 'mallory', password: PASSWORD });
      await test.connections.pool.query('UPDATE credentials SET principal_id = $1', [
        mallory.principalId,
      ]);
      const first = await challenge('mallory');
      await expect(answer(first, codeNow())).rejects.toThrow(/altered, moved/);
    });
  });

  describe('refuses', () => {
    it('R26: an empty password before it asks anybody', async () => {
      expect(await begin('alice', '')).toMatchObject({ outcome: 'denied', code: 'password.empty' });
      expect(test.directory.searches + test.directory.passwordChecks).toBe(0);
    });

    it('R41: names and passwords of 300 bytes work as they are, and longer than possible ones are wrong', async () => {
      const name = 'n'.repeat(300);
      const password = 'p'.repeat(300);
      await enrollTotp(test.directory.add({ name, password }));
      expectOutcome(await begin(name, password), 'challenge');
      for (const cut of [password.slice(0, -1), password.slice(0, 72), `${password}p`]) {
        expect(await begin(name, cut)).toMatchObject({ code: 'credentials.wrong' });
      }
      expect(await begin(name.slice(0, -1), password)).toMatchObject({ code: 'credentials.wrong' });
      const checks = test.directory.passwordChecks;
      expect(await begin('alice', 'p'.repeat(1025))).toMatchObject({ code: 'credentials.wrong' });
      expect(await begin('n'.repeat(513), 'p')).toMatchObject({ code: 'credentials.wrong' });
      expect(test.directory.passwordChecks).toBe(checks);
    });

    it.each([
      ['disabled', 'account.disabled'],
      ['account-expired', 'account.expired'],
      ['logon-hours', 'account.logon-hours'],
      ['workstation', 'account.workstation'],
    ] as const)('an account that is %s, but only after a right password', async (state, code) => {
      test.directory.setState('alice', state);
      expect(await begin('alice', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
      expect(await begin()).toEqual({
        outcome: 'denied',
        code,
        correlationId: source.correlationId,
      });
      expect(await strikes()).toBe(1);
    });

    it.each([
      ['password-expired', 'expired'],
      ['must-change', 'must-change'],
    ] as const)('a password that is %s, with the reason', async (state, reason) => {
      test.directory.setState('alice', state);
      expect(await begin()).toMatchObject({ outcome: 'change-password', reason, rules: [] });
      expect(await strikes()).toBe(0);
    });

    it('an account other than the one of the tile', async () => {
      const expectedSid = 'S-1-5-21-9-9-9-1001';
      const request = beginRequest(source, 'alice', PASSWORD, { expectedSid });
      expect(await engine.begin(request)).toMatchObject({ code: 'account.mismatch' });
      expect(await strikes()).toBe(0);
      expectOutcome(await engine.begin({ ...request, expectedSid: alice.sid }), 'challenge');
    });

    it('whoever has no factor, but only after a right password', async () => {
      test.directory.add({ name: 'bob', password: PASSWORD });
      expect(await begin('bob', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
      expect(await begin('bob')).toMatchObject({ code: 'factor.not-enrolled' });
    });

    it('everyone while the directory is away, at no cost', async () => {
      test.directory.available = false;
      expect(await begin()).toMatchObject({ code: 'directory.unavailable' });
      test.directory.available = true;
      test.directory.onPasswordCheck = async () => {
        test.directory.available = false;
      };
      expect(await begin()).toMatchObject({ code: 'directory.unavailable' });
      expect(await strikes()).toBe(0);
    });

    it('to give a verdict when the audit cannot be written', async () => {
      const first = await challenge();
      await test.connections.pool.query('ALTER TABLE audit_events RENAME TO gone');
      await expect(answer(first, codeNow())).rejects.toThrow();
    });
  });

  it('grants at once when the policy asks for nothing but the password', async () => {
    await applyPolicy({ logon: { desktop: { require: 'none' } } });
    await begin('alice', 'wrong');
    const verdict = expectOutcome(await begin(), 'granted');
    expect(verdict.account.sid).toBe(alice.sid);
    expect(await strikes()).toBe(0);
    await engine.report({ source, logonId: verdict.logonId, ntStatus: 0, subStatus: 0 });
    expect(await events('logon.reported')).toHaveLength(1);
  });

  describe('a challenge', () => {
    const unknown = { outcome: 'denied', code: 'challenge.unknown' };

    it('belongs to the source that began it', async () => {
      const first = await challenge();
      const foreign = makeSource();
      expect(await answer(first, codeNow(), foreign)).toMatchObject(unknown);
      expect(await choose(first, 'email', foreign)).toMatchObject(unknown);
      await engine.cancel({ source: foreign, logonId: first.logonId });
      await engine.report({ source: foreign, logonId: first.logonId, ntStatus: 0, subStatus: 0 });
      expectOutcome(await answer(first, codeNow()), 'granted');
      expect(await strikes()).toBe(0);
    });

    it('is unknown after it was granted, cancelled or replaced', async () => {
      const first = await challenge();
      expectOutcome(await answer(first, codeNow()), 'granted');
      test.clock.advance({ seconds: 30 });
      expect(await answer(first, codeNow())).toMatchObject(unknown);

      const cancelled = await challenge();
      await engine.cancel({ source, logonId: cancelled.logonId });
      await engine.cancel({ source, logonId: cancelled.logonId });
      expect(await answer(cancelled, codeNow())).toMatchObject(unknown);
      expect(await events('logon.cancelled')).toHaveLength(1);

      const replaced = await challenge();
      const next = expectOutcome(await choose(replaced, 'email'), 'challenge');
      expect(await answer(replaced, test.mailer.codeTo('alice@corp.test'))).toMatchObject(unknown);
      expectOutcome(await answer(next, test.mailer.codeTo('alice@corp.test')), 'granted');
    });

    it('expires', async () => {
      const first = await challenge();
      test.clock.advance({ minutes: 10 });
      expect(await answer(first, codeNow())).toMatchObject({ code: 'challenge.expired' });
      expect(await answer(first, codeNow())).toMatchObject(unknown);
      expect(await strikes()).toBe(0);
    });

    it('is granted once of many parallel right answers', async () => {
      await applyPolicy({ logon: { desktop: { defaultMethod: 'email' } } });
      const first = await challenge();
      const code = test.mailer.codeTo('alice@corp.test');
      const other = (await test.addNode()).engine;
      const verdicts = await Promise.all(
        Array.from({ length: 5 }, (_, i) =>
          (i % 2 === 0 ? engine : other).answer({ source, ...first, code }),
        ),
      );
      expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
    });

    it('is reported once, with what Windows said', async () => {
      const first = await challenge();
      const report = {
        source,
        logonId: first.logonId,
        ntStatus: 0xc000006d,
        subStatus: 0xc000006a,
      };
      await engine.report(report);
      expect(await events('logon.reported')).toEqual([]);
      await answer(first, codeNow());
      await engine.report(report);
      await engine.report(report);
      expect(await events('logon.reported')).toMatchObject([
        { outcome: 'failure', detail: { ntStatus: '0xc000006d', subStatus: '0xc000006a' } },
      ]);
    });
  });

  describe('strikes', () => {
    it('R34: are shared by passwords and codes, by names and by workstations', async () => {
      await applyPolicy({ lockout: { strikes: 5, sourceStrikes: 5 } });
      const elsewhere = makeSource();
      await begin('alice', 'wrong');
      await begin('CORP\\Alice', 'wrong', elsewhere);
      const first = await challenge();
      await answer(first, wrongCode());
      expect(await answer(first, wrongCode())).toMatchObject({ strikesLeft: 1 });
      expect(await answer(first, wrongCode())).toMatchObject({
        outcome: 'denied',
        code: 'principal.locked',
        lockedUntil: new Date(test.clock.now().getTime() + 15 * 60_000).toISOString(),
      });
      expect(await begin('alice@corp.test', PASSWORD, makeSource())).toMatchObject({
        code: 'principal.locked',
      });
      expect(await events('principal.locked')).toHaveLength(1);
      await test.core.strikes.unlock({ principalId: alice.principalId }, makeSource());
      expectOutcome(await begin(), 'challenge');
    });

    it('R35: 200 parallel wrong codes over two nodes are looked at as often as the limit allows', async () => {
      await applyPolicy({ lockout: { strikes: 5, sourceStrikes: 5 } });
      const other = (await test.addNode()).engine;
      const first = await challenge();
      const code = wrongCode();
      const verdicts = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          (i % 2 === 0 ? engine : other).answer({ source, ...first, code }),
        ),
      );
      expect(verdicts.every(({ outcome }) => outcome !== 'granted')).toBe(true);
      expect(await events('factor.rejected')).toHaveLength(5);
      expect(await events('principal.locked')).toHaveLength(1);
      expect(await events('source.locked')).toHaveLength(1);
      expect(await answer(first, codeNow())).toMatchObject({ outcome: 'denied' });
    });

    it('R35: 200 parallel wrong passwords reach the directory as often as the limit allows', async () => {
      await applyPolicy({ lockout: { strikes: 7, sourceStrikes: 7 } });
      const other = (await test.addNode()).engine;
      const verdicts = await Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          (i % 2 === 0 ? engine : other).begin(beginRequest(source, 'alice', `wrong ${i}`)),
        ),
      );
      expect(test.directory.passwordChecks).toBe(7);
      const codes = verdicts.map((verdict) => expectOutcome(verdict, 'denied').code);
      expect(codes.filter((code) => code === 'credentials.wrong')).toHaveLength(7);
      expect(await events('principal.locked')).toHaveLength(1);
    });

    it('are not cleared by a right password, only by a grant', async () => {
      const first = await challenge();
      await answer(first, wrongCode());
      await answer(first, wrongCode());
      const second = await challenge();
      expect(await strikes()).toBe(2);
      expect(await answer(second, wrongCode())).toMatchObject({ strikesLeft: 2 });
      expectOutcome(await answer(second, codeNow()), 'granted');
      expect(await strikes()).toBe(0);
    });

    it('R39: cost nothing for triggering, switching and sending again', async () => {
      let current = await challenge();
      for (const method of ['email', 'totp', 'email', 'email', 'email', 'totp'] as const) {
        current = expectOutcome(await choose(current, method), 'challenge');
        await challenge();
      }
      expect(await strikes()).toBe(0);
      expect(await answer(current, wrongCode())).toMatchObject({ strikesLeft: 4 });
    });

    it('R44: lock out a source alone, so that others cannot lock a person out of everywhere', async () => {
      const attacker = makeSource();
      for (let i = 0; i < 5; i++) await begin('alice', 'wrong', attacker);
      for (let i = 0; i < 50; i++) {
        expect(await begin('alice', PASSWORD, attacker)).toMatchObject({ code: 'source.locked' });
      }
      expectOutcome(await answer(await challenge(), codeNow()), 'granted');
      expect(await events('source.locked')).toHaveLength(1);
      expect(await events('principal.locked')).toEqual([]);
    });

    it('stay hidden where the policy says so', async () => {
      await applyPolicy({ lockout: { showStrikes: false } });
      expect(await begin('alice', 'wrong')).not.toHaveProperty('strikesLeft');
      const first = await challenge();
      expect(await answer(first, wrongCode())).not.toHaveProperty('strikesLeft');
    });
  });

  describe('R38: unknown and known names', () => {
    const without = (verdict: Verdict) => ({ ...verdict, correlationId: undefined });

    it('read alike from the first wrong password to the end of the lock', async () => {
      await applyPolicy({ lockout: { strikes: 4, sourceStrikes: 4 } });
      for (let i = 0; i < 8; i++) {
        const known = await begin('alice', 'wrong');
        const unknown = await begin('zed', 'wrong');
        expect(without(unknown)).toEqual(without(known));
      }
      test.clock.advance({ minutes: 15 });
      expect(without(await begin('zed', 'wrong'))).toEqual(without(await begin('alice', 'wrong')));
    });

    it.each([
      ['alice', 'zed'],
      ['CORP\\alice', 'corp\\ZED'],
      ['alice@corp.test', 'zed@CORP.test'],
      ['  alice ', ' Zed'],
    ])('count %j and %j like their other spellings', async (known, unknown) => {
      await begin('alice', 'wrong');
      await begin('zed', 'wrong');
      const expected = { code: 'credentials.wrong', strikesLeft: 3 };
      expect(await begin(known, 'wrong')).toMatchObject(expected);
      expect(await begin(unknown, 'wrong')).toMatchObject(expected);
    });

    it('cost the directory the same, with policies for groups too', async () => {
      await test.core.policies.apply(
        {
          name: 'admins',
          priority: 1,
          assign: { everyone: false, users: [], groups: ['Admins'] },
          settings: {},
        },
        makeSource(),
      );
      const costOf = async (name: string) => {
        const before = { ...test.directory };
        await begin(name, 'wrong');
        return [
          test.directory.searches - before.searches,
          test.directory.passwordChecks - before.passwordChecks,
        ];
      };
      const known = [await costOf('alice'), await costOf('alice')];
      expect([await costOf('zed'), await costOf('zed')]).toEqual(known);
    });

    it('an account that is locked in the directory reads like a wrong password', async () => {
      test.directory.setState('alice', 'wrong');
      expect(without(await begin('alice'))).toEqual(without(await begin('zed')));
    });

    it('leave no trace of what was typed instead of a name', async () => {
      await begin('Hunter2-in-the-wrong-field', 'wrong');
      expect(JSON.stringify(await events())).not.toMatch(/hunter2/i);
      expect(await events('logon.denied')).toMatchObject([
        { principalId: expect.stringMatching(/^phantom\/[0-9a-f]{40}$/) },
      ]);
    });
  });

  describe('with codes by e-mail', () => {
    beforeEach(() => applyPolicy({ logon: { desktop: { defaultMethod: 'email' } } }));

    it('sends without being asked, and grants the code once', async () => {
      const first = await challenge();
      expect(first).toMatchObject({
        current: { method: 'email', destination: 'a•••@corp.test' },
        resendsLeft: 3,
        digits: 6,
      });
      expect(test.mailer.sent).toHaveLength(1);
      expect(test.mailer.sent[0]?.html).toContain('Alice &lt;Ä&gt;');
      const code = test.mailer.codeTo('alice@corp.test');
      expectOutcome(await answer(first, code), 'granted');
      const second = await challenge();
      expect(await answer(second, code)).toMatchObject({ rejected: 'factor.wrong-code' });
    });

    it('writes in the language of the person', async () => {
      await engine.begin(beginRequest(source, 'alice', PASSWORD, { language: 'de-CH' }));
      await engine.begin(beginRequest(source, 'alice', PASSWORD, { language: 'tlh' }));
      expect(test.mailer.sent.map(({ subject }) => subject)).toEqual([
        'Ihr Einmalkennwort',
        'Your passcode',
      ]);
    });

    it('keeps the code nowhere in the database', async () => {
      await challenge();
      const code = test.mailer.codeTo('alice@corp.test');
      const { rows } = await test.connections.pool.query<object>(
        "SELECT code_mac, encode(code_mac, 'escape') AS text FROM logons",
      );
      expect(JSON.stringify(rows)).not.toContain(code);
      expect(JSON.stringify(await events())).not.toContain(code);
    });

    it('sends again as often as the policy allows, each time another code', async () => {
      let current = await challenge();
      const codes = [test.mailer.codeTo('alice@corp.test')];
      for (const left of [2, 1, 0]) {
        current = expectOutcome(await choose(current, 'email'), 'challenge');
        expect(current.resendsLeft).toBe(left);
        codes.push(test.mailer.codeTo('alice@corp.test'));
      }
      const refused = expectOutcome(await choose(current, 'email'), 'challenge');
      expect(refused).toMatchObject({
        rejected: 'factor.resend-limit',
        challengeId: current.challengeId,
        resendsLeft: 0,
      });
      // Switching to and fro is no way around the limit.
      const there = expectOutcome(await choose(current, 'totp'), 'challenge');
      expect(await choose(there, 'email')).toMatchObject({ rejected: 'factor.resend-limit' });
      expect(test.mailer.sent).toHaveLength(4);
      expect(new Set(codes).size).toBeGreaterThan(1);
      expectOutcome(await answer(there, codeNow()), 'granted');
    });

    it('sends once when many ask at once', async () => {
      const first = await challenge();
      await Promise.all(Array.from({ length: 10 }, () => choose(first, 'email')));
      expect(test.mailer.sent).toHaveLength(2);
    });

    it('takes the digits, the lifetime and the limit of the policy', async () => {
      await applyPolicy({
        logon: { desktop: { defaultMethod: 'email' } },
        otp: { digits: 8, lifetimeSeconds: 60, resendLimit: 0 },
      });
      const first = await challenge();
      expect(first).toMatchObject({ digits: 8, resendsLeft: 0 });
      const code = test.mailer.codeTo('alice@corp.test');
      expect(code).toMatch(/^\d{8}$/);
      expect(await choose(first, 'email')).toMatchObject({ rejected: 'factor.resend-limit' });
      test.clock.advance({ seconds: 60 });
      expect(await answer(first, code)).toMatchObject({ code: 'challenge.expired' });
    });

    it('R27: sends to the address that holds at the time of sending', async () => {
      const first = await challenge();
      test.directory.setMail('alice', 'new@corp.test');
      const next = expectOutcome(await choose(first, 'email'), 'challenge');
      expect(next.current.destination).toBe('n•••@corp.test');
      expect(test.mailer.sent.map(({ to }) => to)).toEqual(['alice@corp.test', 'new@corp.test']);
      test.directory.setMail('alice', undefined);
      expect(await choose(next, 'email')).toMatchObject({ rejected: 'factor.undeliverable' });
      expect(test.mailer.sent).toHaveLength(2);
    });

    it.each([
      ['alice@corp.test, eve@evil.test'],
      ['alice@corp.test;eve@evil.test'],
      ['alice@corp.test\r\nBcc: eve@evil.test'],
      ['Alice <alice@corp.test>'],
      ['eve@evil.test@corp.test'],
      [''],
    ])('R28: offers nothing for the mail attribute %j', async (mail) => {
      test.directory.setMail('alice', mail);
      const first = await challenge();
      expect(first.methods).toEqual([{ method: 'totp' }]);
      expect(test.mailer.sent).toEqual([]);
      await expect(enrollMail(alice, mail)).rejects.toMatchObject({ code: 'request.malformed' });
    });

    it.each([
      ['directory', 'alice@corp.test'],
      ['alternate', 'alice@home.test'],
      ['directory-then-alternate', 'alice@corp.test'],
      ['alternate-then-directory', 'alice@home.test'],
    ] as const)('sends by the contact rule %s to %s', async (email, expected) => {
      await applyPolicy({ logon: { desktop: { defaultMethod: 'email' } }, contact: { email } });
      await enrollMail(alice, 'old@home.test');
      await enrollMail(alice, 'alice@home.test');
      await challenge();
      expect(test.mailer.sent.map(({ to }) => to)).toEqual([expected]);
    });

    it('falls back to the next factor when the mail server refuses', async () => {
      test.mailer.available = false;
      const first = await challenge();
      expect(first.current.method).toBe('totp');
      const again = expectOutcome(await choose(first, 'email'), 'challenge');
      expect(again.rejected).toBe('factor.undeliverable');
      const back = expectOutcome(await choose(again, 'totp'), 'challenge');
      expectOutcome(await answer(back, codeNow()), 'granted');
    });

    it('denies when nothing can be delivered, at no cost', async () => {
      const bob = test.directory.add({ name: 'bob', password: PASSWORD, mail: 'bob@corp.test' });
      test.mailer.available = false;
      expect(await begin('bob')).toMatchObject({ code: 'factor.undeliverable' });
      expect(await strikes(bob)).toBe(0);
    });

    it('denies a method that the policy does not offer', async () => {
      await applyPolicy({ logon: { desktop: { methods: ['totp'] } } });
      const first = await challenge();
      expect(await choose(first, 'email')).toMatchObject({ code: 'policy.denied' });
      expect(test.mailer.sent).toEqual([]);
    });
  });
});
