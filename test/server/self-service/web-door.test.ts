import { beforeEach, describe, expect, it } from '@jest/globals';

import {
  NEW_PASSWORD,
  expectVerdict,
  startSelfServiceForEachTest,
} from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';
import { makeBrowser, makeSource } from '../../support/server-core.js';

const MAIL = 'alice@corp.test';
const BY_MAIL = { logon: { web: { methods: ['email' as const] } } };

describe('self-service in a browser', () => {
  let scene: SelfServiceScene;
  startSelfServiceForEachTest((started) => {
    scene = started;
  });
  beforeEach(() => {
    scene.source = makeBrowser();
  });

  const refusal = ({ correlationId: _, ...said }: { correlationId: string }) => said;

  it('asks for the code first and for the answers after it, then takes the new password', async () => {
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    const asked = expectVerdict(
      await scene.answerCode(challenge, scene.logon.codeNow()),
      'questions',
    );
    expect(asked.optional.length).toBeGreaterThan(0);
    expectVerdict(await scene.answer(asked), 'new-password');
    expectVerdict(await scene.reset(asked), 'done');
    expect(await scene.checkPassword(scene.logon.alice, NEW_PASSWORD)).toBe('right');
    expect(await scene.eventTypes()).toContain('password.reset');
    const [begun] = await scene.logon.events('self-service.begun');
    expect(begun).toMatchObject({ source: '192.0.2.99', detail: { at: 'web' } });
    expect(begun?.workstationId).toBeUndefined();
  });

  it('looks at no answer before a right code (R30)', async () => {
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    expect(await scene.answer(challenge)).toMatchObject({ code: 'self-service.unknown' });
    expect(scene.answers.opened).toBe(0);
    expect(await scene.reset(challenge)).toMatchObject({ code: 'self-service.unknown' });
  });

  it.each(['alice', 'nobody-of-that-name'])(
    'answers alone prove nothing there, to whoever types %s',
    async (name) => {
      await scene.applyPolicy({ selfService: { reset: 'answers', unlock: 'answers' } });
      for (const purpose of ['reset', 'unlock'] as const) {
        expect(refusal(await scene.begin(name, { purpose }))).toEqual({
          outcome: 'denied',
          code: 'self-service.not-here',
        });
      }
    },
  );

  it.each(['alice', 'nobody-of-that-name'])(
    'gives no forgotten password back, to whoever types %s (R32)',
    async (name) => {
      expect(refusal(await scene.begin(name, { purpose: 'recover' }))).toEqual({
        outcome: 'denied',
        code: 'self-service.not-here',
      });
    },
  );

  it('a code alone unlocks where the policy says so, and costs no strike in the end', async () => {
    await scene.applyPolicy({ selfService: { unlock: 'otp' }, ...BY_MAIL });
    const challenge = expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'challenge');
    const code = await scene.mailer.waitForCode(MAIL);
    expect(challenge.current.destination).toBeUndefined();
    expect(await scene.answerCode(challenge, '000000')).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    expectVerdict(await scene.answerCode(challenge, code), 'done');
    expect(await scene.logon.strikes()).toBe(1);
    expect(await scene.answerCode(challenge, code)).toMatchObject({
      code: 'self-service.unknown',
    });
  });

  it('whoever has proven a code and enrolled no answers is told so, and nobody before', async () => {
    const bob = scene.directory.add({
      name: 'bob',
      password: 'Bobs horse 12',
      mail: 'bob@corp.test',
    });
    await scene.applyPolicy(BY_MAIL);
    const challenge = expectVerdict(await scene.begin(bob.samAccountName), 'challenge');
    const code = await scene.mailer.waitForCode('bob@corp.test');
    expect(await scene.answerCode(challenge, code)).toMatchObject({
      outcome: 'denied',
      code: 'factor.not-enrolled',
    });
  });

  it('a reset that a recovery granted is for the workstation alone', async () => {
    const workstation = makeSource();
    await scene.logon.test.core.resetGrants.grant(
      { principalId: scene.logon.alice.principalId, workstationId: workstation.key },
      'oev_test',
      { since: scene.logon.test.clock.now(), now: scene.logon.test.clock.now() },
    );
    await scene.applyPolicy({ selfService: { reset: 'off' } });
    const spoofed = { ...makeBrowser(), key: workstation.key };
    expect(await scene.begin('alice', { source: spoofed })).toMatchObject({
      code: 'policy.denied',
    });
  });

  it('neither another browser nor a workstation with its key can go on (R29)', async () => {
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    const code = scene.logon.codeNow();
    const thieves = [makeBrowser(), { ...makeSource(), key: scene.source.key }];
    for (const source of thieves) {
      expect(await scene.answerCode(challenge, code, { source })).toMatchObject({
        code: 'self-service.unknown',
      });
      await scene.selfService.cancel({ source, sessionId: challenge.sessionId });
    }
    expect(await scene.logon.strikes()).toBe(0);
    expectVerdict(await scene.answerCode(challenge, code), 'questions');
  });

  it('wrong codes lock the network before the person, whatever browser they come from (R44)', async () => {
    await scene.applyPolicy({ lockout: { strikes: 10, sourceStrikes: 2 } });
    const neighbour = (at: number) => makeBrowser(`2001:db8:0:1::${at}`);
    for (let at = 1; at <= 2; at++) {
      const source = neighbour(at);
      const challenge = expectVerdict(await scene.begin('alice', { source }), 'challenge');
      await scene.answerCode(challenge, scene.logon.wrongCode(), { source });
    }
    expect(await scene.begin('alice', { source: neighbour(3) })).toMatchObject({
      code: 'source.locked',
    });
    const source = makeBrowser('2001:db8:0:2::1');
    expectVerdict(await scene.begin('alice', { source }), 'challenge');
    // The tile is another source.
    expectVerdict(await scene.begin('alice', { source: makeSource() }), 'questions');
  });

  it('nobody in browsers pushes out what was begun at a tile', async () => {
    const tile = makeSource();
    const asked = expectVerdict(await scene.begin('alice', { source: tile }), 'questions');
    for (let at = 0; at < 20; at++) {
      await scene.begin('alice', { source: makeBrowser(`192.0.2.${at}`) });
    }
    expectVerdict(await scene.answer(asked, undefined, { source: tile }), 'challenge');
  });

  describe('codes that anybody may ask for', () => {
    const LIMIT = 4;
    beforeEach(() =>
      scene.applyPolicy({
        selfService: { unlock: 'otp' },
        logon: { desktop: { defaultMethod: 'email' }, web: { methods: ['email'] } },
        otp: { sendLimit: LIMIT },
      }),
    );

    /** What strangers get to see: each begins, and asks for the code again and again. */
    async function pester(name: string): Promise<string[]> {
      const seen: string[] = [];
      for (let at = 0; at < 5; at++) {
        scene.source = makeBrowser();
        const begun = await scene.begin(name, { purpose: 'unlock' });
        seen.push(begun.outcome === 'denied' ? begun.code : begun.outcome);
        if (begun.outcome !== 'challenge') continue;
        let challenge = begun;
        for (let again = 0; again < 4; again++) {
          challenge = expectVerdict(await scene.choose(challenge, 'email'), 'challenge');
          seen.push(challenge.rejected ?? 'sent');
        }
      }
      return seen;
    }

    it('are fewer than those of a logon, and take none away from it', async () => {
      await pester('alice');
      expect(scene.mailer.sent).toHaveLength(LIMIT / 2);
      for (let at = 0; at < LIMIT; at++) {
        const challenge = await scene.logon.challenge('alice', makeSource());
        expect(challenge.current.method).toBe('email');
      }
      expect(scene.mailer.sent).toHaveLength(LIMIT / 2 + LIMIT);
    });

    it('at one door leave those at another', async () => {
      await pester('alice');
      await scene.applyPolicy({
        selfService: { unlock: 'otp' },
        logon: { desktop: { methods: ['email'], defaultMethod: 'email' } },
        otp: { sendLimit: LIMIT },
      });
      const source = makeSource();
      expectVerdict(await scene.begin('alice', { source, purpose: 'unlock' }), 'challenge');
    });

    it('run out for names that nobody has as for others (R38)', async () => {
      const real = await pester('alice');
      expect(real).toContain('factor.resend-limit');
      expect(await pester('nobody-of-that-name')).toEqual(real);
    });

    it('are one where the policy allows one', async () => {
      await scene.applyPolicy({
        selfService: { unlock: 'otp' },
        logon: { web: { methods: ['email'] } },
        otp: { sendLimit: 1 },
      });
      await pester('alice');
      expect(scene.mailer.sent).toHaveLength(1);
    });
  });
});
