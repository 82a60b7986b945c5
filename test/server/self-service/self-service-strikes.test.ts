import { setImmediate as turn } from 'node:timers/promises';

import type { WorkstationId } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { ApplicationError } from '../../../server/src/errors/application-error.js';
import { LockWork } from '../../../server/src/recovery/lock-work.js';
import {
  NEW_PASSWORD,
  expectVerdict,
  startSelfServiceForEachTest,
} from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';
import { makeSource } from '../../support/server-core.js';

const WRONG = { 'first-concert': 'no', 'childhood-hero': 'no', 'first-meal': 'no' };

describe('strikes in self-service', () => {
  let scene: SelfServiceScene;

  startSelfServiceForEachTest((started) => (scene = started));

  it('R34: are those of the logon: wrong passwords, answers and codes are one count', async () => {
    await scene.applyPolicy({ lockout: { strikes: 4, sourceStrikes: 4 } });
    await scene.logon.begin('alice', 'wrong');
    const asked = expectVerdict(await scene.begin('CORP\\Alice'), 'questions');
    expect(await scene.answer(asked, WRONG)).toMatchObject({
      outcome: 'questions',
      rejected: 'answers.wrong',
      strikesLeft: 2,
    });
    const challenge = expectVerdict(await scene.answer(asked), 'challenge');
    expect(await scene.answerCode(challenge, scene.logon.wrongCode())).toMatchObject({
      rejected: 'factor.wrong-code',
      strikesLeft: 1,
    });
    const last = await scene.answerCode(challenge, scene.logon.wrongCode());
    expect(last).toMatchObject({
      outcome: 'denied',
      code: 'principal.locked',
      strikesLeft: 0,
      lockedUntil: expect.any(String),
    });
    expect(await scene.answerCode(challenge, scene.logon.codeNow())).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(await scene.begin('alice', { source: makeSource() })).toMatchObject({
      code: 'principal.locked',
    });
    expect(await scene.logon.begin()).toMatchObject({ code: 'principal.locked' });
    expect(await scene.logon.events('principal.locked')).toHaveLength(1);
  });

  it('R35: 100 parallel guesses over sessions, workstations and nodes are looked at as often as the limit allows', async () => {
    await scene.applyPolicy({ lockout: { strikes: 6, sourceStrikes: 3 } });
    const nodes = [scene.selfService, scene.createNode(scene.logon.test.connect().pool)];
    const sources = [makeSource(), makeSource(), makeSource(), makeSource()];
    const sessions = await Promise.all(
      sources.map(async (source) => ({
        source,
        asked: expectVerdict(await scene.begin('alice', { source }), 'questions'),
      })),
    );
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const { source, asked } = sessions[i % sessions.length]!;
        return scene.answer(asked, WRONG, { source, node: nodes[i % 2]! });
      }),
    );
    expect(scene.answers.opened).toBeLessThanOrEqual(6);
    expect(verdicts.every(({ outcome }) => outcome !== 'challenge')).toBe(true);
    expect(await scene.logon.events('self-service.rejected')).toHaveLength(scene.answers.opened);
    expect(await scene.begin()).toMatchObject({ code: 'principal.locked' });
  });

  it('R36: 100 parallel guesses for a name that nobody has lock like those for one that somebody has', async () => {
    await scene.applyPolicy({ lockout: { strikes: 3, sourceStrikes: 3 } });
    const asked = expectVerdict(await scene.begin('nobody-of-that-name'), 'questions');
    await Promise.all(Array.from({ length: 100 }, () => scene.answer(asked, WRONG)));
    expect(scene.answers.opened).toBe(3);
    for (const spelling of ['Nobody-of-that-name', 'corp\\nobody-of-that-name']) {
      expect(await scene.begin(spelling)).toMatchObject({ code: 'principal.locked' });
    }
  });

  it('the workstation alone is locked out first, and nothing but a granted logon ends that', async () => {
    const { source } = scene.logon;
    await scene.applyPolicy({ lockout: { strikes: 10, sourceStrikes: 2 } });
    await scene.logon.begin('alice', 'wrong');
    await scene.logon.begin('alice', 'wrong');
    expect(await scene.logon.begin()).toMatchObject({ code: 'source.locked' });
    const chosen = await scene.proveAll({ source: { ...source, key: scene.source.key } });
    expect(await scene.reset(expectVerdict(chosen, 'new-password'))).toMatchObject({
      outcome: 'done',
    });
    expect(await scene.logon.begin('alice', NEW_PASSWORD)).toMatchObject({ code: 'source.locked' });
    expect(await scene.logon.strikes()).toBe(2);
    const challenge = await scene.logon.begin('alice', NEW_PASSWORD, makeSource());
    expect(challenge).toMatchObject({ outcome: 'challenge' });
  });

  it('R34: an unlock by answers gives back no guesses at codes', async () => {
    await scene.applyPolicy({
      selfService: { unlock: 'answers' },
      lockout: { strikes: 4, sourceStrikes: 4 },
    });
    const challenge = await scene.logon.challenge();
    for (let guess = 0; guess < 3; guess += 1) {
      await scene.logon.answer(challenge, scene.logon.wrongCode());
    }
    const asked = expectVerdict(await scene.begin('alice', { purpose: 'unlock' }), 'questions');
    expect(await scene.answer(asked)).toMatchObject({ outcome: 'done' });
    expect(await scene.logon.strikes()).toBe(3);
    expect(await scene.logon.answer(challenge, scene.logon.wrongCode())).toMatchObject({
      code: 'principal.locked',
    });
  });

  it('R44: the tile and self-service of one workstation are one source, which brings no hard lock', async () => {
    await scene.applyPolicy({});
    const { source } = scene.logon;
    const own = { ...scene.source, key: source.key as WorkstationId };
    for (let n = 0; n < 3; n += 1) await scene.logon.begin('alice', 'wrong');
    const asked = expectVerdict(await scene.begin('alice', { source: own }), 'questions');
    await scene.answer(asked, WRONG, { source: own });
    expect(await scene.answer(asked, WRONG, { source: own })).toMatchObject({
      code: 'source.locked',
    });
    expect(await scene.logon.begin()).toMatchObject({ code: 'source.locked' });
    expect(await scene.logon.strikes()).toBe(5);
    expect(await scene.logon.begin('alice', undefined, makeSource())).toMatchObject({
      outcome: 'challenge',
    });
  });

  it('R44: asks nothing at a workstation that is locked out for that person, and says until when', async () => {
    await scene.applyPolicy({});
    const { source, test } = scene.logon;
    const own = { ...scene.source, key: source.key as WorkstationId };
    const until = new Date(test.clock.now().getTime() + 15 * 60_000).toISOString();
    for (const name of ['alice', 'nobody-of-that-name']) {
      for (let n = 0; n < 5; n += 1) await scene.logon.begin(name, 'wrong');
      expect(await scene.begin(name, { source: own })).toMatchObject({
        ...{ outcome: 'denied', code: 'source.locked', lockedUntil: until },
      });
      expect(await scene.begin(name)).toMatchObject({ outcome: 'questions' });
    }
  });

  it('right answers give back their own strike, and clear nobody else’s', async () => {
    await scene.logon.begin('alice', 'wrong');
    const asked = expectVerdict(await scene.begin(), 'questions');
    expectVerdict(await scene.answer(asked), 'challenge');
    expect(await scene.logon.strikes()).toBe(1);
  });

  it('R39: beginning, resending and switching cost nothing', async () => {
    await scene.applyPolicy({ logon: { desktop: { methods: ['email', 'totp'] } } });
    const asked = expectVerdict(await scene.begin(), 'questions');
    const mail = expectVerdict(await scene.answer(asked), 'challenge');
    const again = expectVerdict(await scene.choose(mail, 'email'), 'challenge');
    expectVerdict(await scene.choose(again, 'totp'), 'challenge');
    expect(await scene.logon.strikes()).toBe(0);
  });

  it('who could not be looked at has not failed', async () => {
    const asked = expectVerdict(await scene.begin(), 'questions');
    scene.answers.onOpen = () => Promise.reject(new Error('too many locks wait'));
    await expect(scene.answer(asked, WRONG)).rejects.toThrow('too many locks wait');
    expect(await scene.logon.strikes()).toBe(0);
  });

  it.each([
    ['waited in vain', 0, { slots: 1, queueLimit: 0, timeoutMs: 60_000 }],
    ['ran out of time', 1, { slots: 2, queueLimit: 0, timeoutMs: 20 }],
  ])('a look that %s costs %s strikes', async (_, strikes, limits) => {
    const work = new LockWork(limits);
    let end: () => void = () => undefined;
    const other = work.run(() => new Promise<void>((resolve) => (end = resolve)));
    await turn();
    const asked = expectVerdict(await scene.begin(), 'questions');
    scene.answers.onOpen = () =>
      work.run(untilAborted).catch((cause: unknown) => {
        throw new ApplicationError('server.unavailable', { cause });
      });
    await expect(scene.answer(asked, WRONG)).rejects.toMatchObject({ code: 'server.unavailable' });
    expect(await scene.logon.strikes()).toBe(strikes);
    end();
    await other;
  });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
