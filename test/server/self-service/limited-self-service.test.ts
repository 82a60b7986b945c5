import { describe, expect, it } from '@jest/globals';

import { CountedDestinations } from '../../../server/src/factors/destination-quota.js';
import { LimitedSelfService } from '../../../server/src/self-service/limited-self-service.js';
import { PostgresQuotas } from '../../../server/src/storage/postgres-quotas.js';
import { expectVerdict, startSelfServiceForEachTest } from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';
import { makeBrowser, makeSource } from '../../support/server-core.js';

const LIMITS = { begins: 5, proofs: 4, windowMinutes: 15 };

describe('what one address may do in browsers', () => {
  let scene: SelfServiceScene;
  startSelfServiceForEachTest((started) => {
    scene = started;
  });

  /** Two nodes on one database. */
  function nodes(): LimitedSelfService[] {
    const { test } = scene.logon;
    const { core, clock, connections } = test;
    return [connections.pool, test.connect().pool].map(
      (pool) =>
        new LimitedSelfService(
          scene.createNode(pool),
          { quotas: new PostgresQuotas(pool), audit: core.audit, clock },
          LIMITS,
        ),
    );
  }

  it('holds for all nodes together, whatever names are typed, and says until when', async () => {
    const [first, second] = nodes();
    const tries = Array.from({ length: 40 }, (_, at) =>
      (at % 2 === 0 ? first : second)!.begin({
        source: makeBrowser('2001:db8::' + String(at + 1)),
        name: at % 3 === 0 ? 'alice' : `nobody-${at}`,
        purpose: 'reset',
      }),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(LIMITS.begins);
    const until = new Date(scene.logon.test.clock.now().getTime() + 15 * 60_000).toISOString();
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({
          code: 'rate.limited',
          detail: `from this address again at ${until}`,
        });
      }
    }
    // Once in the window, not once a request.
    expect(await scene.logon.events('limit.reached')).toHaveLength(1);

    const elsewhere = {
      source: makeBrowser('192.0.2.1'),
      name: 'alice',
      purpose: 'reset',
    } as const;
    expectVerdict(await first!.begin(elsewhere), 'challenge');
    scene.logon.test.clock.advance({ minutes: 15, seconds: 1 });
    const again = { ...elsewhere, source: makeBrowser('2001:db8::1') };
    expectVerdict(await second!.begin(again), 'challenge');
  });

  it('limits codes and answers together', async () => {
    const [node] = nodes();
    const source = makeBrowser();
    const begun = await node!.begin({ source, name: 'nobody', purpose: 'unlock' });
    const { sessionId, challengeId } = expectVerdict(begun, 'challenge');
    for (let at = 0; at < LIMITS.proofs; at++) {
      if (at % 2 === 0) await node!.answerCode({ source, sessionId, challengeId, code: '000000' });
      else await node!.answer({ source, sessionId, answers: [] });
    }
    await expect(
      node!.answerCode({ source, sessionId, challengeId, code: '000000' }),
    ).rejects.toMatchObject({ code: 'rate.limited' });
    await expect(node!.answer({ source, sessionId, answers: [] })).rejects.toMatchObject({
      code: 'rate.limited',
    });
    expect(await scene.logon.events('limit.reached')).toHaveLength(1);
  });

  it('counts a code that is asked for again as one that is given', async () => {
    const [node] = nodes();
    const source = makeBrowser();
    const begun = await node!.begin({ source, name: 'nobody', purpose: 'unlock' });
    const { sessionId, challengeId } = expectVerdict(begun, 'challenge');
    const choose = () => node!.choose({ source, sessionId, challengeId, method: 'totp' });
    for (let at = 0; at < LIMITS.proofs; at++) expectVerdict(await choose(), 'challenge');
    await expect(choose()).rejects.toMatchObject({ code: 'rate.limited' });
  });

  it('leaves workstations alone, which have limits of their own', async () => {
    const [node] = nodes();
    for (let at = 0; at < LIMITS.begins + 2; at++) {
      const source = makeSource();
      expectVerdict(await node!.begin({ source, name: 'alice', purpose: 'reset' }), 'questions');
    }
  });
});

describe('what one destination is sent', () => {
  let scene: SelfServiceScene;
  startSelfServiceForEachTest((started) => {
    scene = started;
  });

  it('is limited whoever asks, on all nodes together', async () => {
    const { test } = scene.logon;
    const { keyring, clock, connections } = test;
    const quotas = [connections.pool, test.connect().pool].map(
      (pool) => new CountedDestinations(new PostgresQuotas(pool), keyring, clock),
    );
    const limits = { destinationLimit: 7, sendWindowMinutes: 60 };
    const taken = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        quotas[at % 2]!.take(at % 2 === 0 ? 'Alice@corp.test' : 'alice@CORP.test', limits),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(7);
    expect(await quotas[0]!.take('bob@corp.test', limits)).toBe(true);
  });

  it('two people with one box share its limit, and hear nothing of it before they proved something', async () => {
    await scene.applyPolicy({
      otp: { destinationLimit: 1 },
      selfService: { unlock: 'otp' },
      logon: { web: { methods: ['email'] } },
    });
    scene.directory.add({ name: 'bob', password: 'Bobs horse 12', mail: 'alice@corp.test' });
    const source = makeBrowser();
    expectVerdict(await scene.begin('alice', { source, purpose: 'unlock' }), 'challenge');
    await scene.mailer.waitForCode('alice@corp.test');
    const second = expectVerdict(
      await scene.begin('bob', { source: makeBrowser(), purpose: 'unlock' }),
      'challenge',
    );
    expect(second.rejected).toBeUndefined();
    const failed = await waitForFailure();
    expect(failed).toMatchObject({ code: 'factor.undeliverable' });
    expect(scene.mailer.sent).toHaveLength(1);
  });

  async function waitForFailure() {
    for (let at = 0; at < 200; at++) {
      const issued = await scene.logon.events('challenge.issued');
      const failed = issued.find(({ outcome }) => outcome === 'failure');
      if (failed !== undefined) return failed;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return undefined;
  }
});
