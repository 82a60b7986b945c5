import { setTimeout as sleep } from 'node:timers/promises';

import type { SelfServiceVerdict } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { PASSWORD } from '../../support/logon-scene.js';
import {
  ALICES_ANSWERS,
  expectVerdict,
  startSelfServiceForEachTest,
} from '../../support/self-service-scene.js';
import type { SelfServiceScene } from '../../support/self-service-scene.js';

/** Everything that does not differ from one request to the next. */
function shapeOf(verdict: SelfServiceVerdict): unknown {
  const text = JSON.stringify(verdict, (key, value: unknown) =>
    ['sessionId', 'challengeId', 'correlationId'].includes(key) ? '…' : value,
  );
  return JSON.parse(text);
}

function countQuestions(verdict: SelfServiceVerdict): unknown {
  const { optional, mandatory, ...rest } = expectVerdict(verdict, 'questions');
  return {
    ...(shapeOf(rest as SelfServiceVerdict) as object),
    n: [optional.length, mandatory.length],
  };
}

describe('R38: in self-service names are not told apart', () => {
  const NAMES = ['alice', 'un-enrolled', 'is-disabled', 'nobody-of-that-name'];
  let scene: SelfServiceScene;

  startSelfServiceForEachTest((started) => {
    scene = started;
    scene.directory.add({ name: 'un-enrolled', password: PASSWORD, mail: 'u@corp.test' });
    const disabled = scene.directory.add({
      name: 'is-disabled',
      password: PASSWORD,
      mail: 'd@corp.test',
      state: 'disabled',
    });
    scene.answers.enroll(disabled.principalId, ALICES_ANSWERS, 3);
  });

  it('by the questions, and by what wrong answers are told', async () => {
    const seen = [];
    for (const name of NAMES) {
      const asked = expectVerdict(await scene.begin(name), 'questions');
      const given = Object.fromEntries(asked.optional.slice(0, 3).map(({ id }) => [id, 'wrong']));
      seen.push([countQuestions(asked), countQuestions(await scene.answer(asked, given))]);
    }
    for (const other of seen) expect(other).toEqual(seen[0]);
  });

  it('by asking twice, in another spelling, or in another language', async () => {
    const ids = async (name: string, language?: string) =>
      expectVerdict(await scene.begin(name, { language }), 'questions').optional.map(
        ({ id }) => id,
      );
    const first = await ids('nobody-of-that-name');
    expect(await ids('nobody-of-that-name')).toEqual(first);
    expect(await ids('CORP\\Nobody-Of-That-Name', 'de-AT')).toEqual(first);
    // Two names get the same of 56 sets by chance now and then; five do not.
    const others = ['somebody-else', 'nobody-y', 'nobody-z', 'no-such-person', 'x-nobody'];
    const sets = [];
    for (const name of others) sets.push((await ids(name)).join());
    expect(new Set([...sets, first.join()]).size).toBeGreaterThan(1);
    const asked = expectVerdict(await scene.begin('nobody-x', { language: 'de-AT' }), 'questions');
    expect(asked.optional.some(({ text }) => /Welche|Wer|Wo|Was|Wie/.test(text))).toBe(true);
  });

  it('the right answers of a disabled account are as wrong as any', async () => {
    const asked = expectVerdict(await scene.begin('is-disabled'), 'questions');
    expect(await scene.answer(asked)).toMatchObject({ rejected: 'answers.wrong' });
  });

  it('the right answers at another tile are as wrong as any', async () => {
    const expectedSid = 'S-1-5-21-1-2-3-9999';
    const asked = expectVerdict(await scene.begin('alice', { expectedSid }), 'questions');
    expect(await scene.answer(asked)).toMatchObject({ rejected: 'answers.wrong' });
  });

  it('by a code that is asked for before anything is proven: what was sent, if anything, is not told', async () => {
    await scene.applyPolicy({
      selfService: { reset: 'otp' },
      logon: { desktop: { methods: ['email', 'totp'] } },
    });
    scene.mailer.refused.add('u@corp.test');
    const seen = [];
    for (const name of NAMES) {
      const challenge = expectVerdict(await scene.begin(name), 'challenge');
      const resent = expectVerdict(await scene.choose(challenge, 'email'), 'challenge');
      const switched = expectVerdict(await scene.choose(resent, 'totp'), 'challenge');
      const wrong = await scene.answerCode(switched, scene.logon.wrongCode());
      seen.push([challenge, resent, switched, wrong].map(shapeOf));
    }
    for (const other of seen) expect(other).toEqual(seen[0]);
    await sleep(50);
    expect(new Set(scene.mailer.sent.map(({ to }) => to))).toEqual(new Set(['alice@corp.test']));
  });

  it('and still the right code leads on, wherever it came from', async () => {
    await scene.applyPolicy({
      selfService: { reset: 'otp' },
      logon: { desktop: { methods: ['email', 'totp'] } },
    });
    const challenge = expectVerdict(await scene.begin(), 'challenge');
    while (scene.mailer.sent.length === 0) await sleep(10);
    const verdict = await scene.answerCode(challenge, scene.mailer.codeTo('alice@corp.test'));
    expect(verdict.outcome).toBe('new-password');
  });

  it('by how long wrong answers take', async () => {
    scene.answers.onOpen = () => Promise.resolve();
    const real = expectVerdict(await scene.begin('alice'), 'questions');
    const phantom = expectVerdict(await scene.begin('nobody-of-that-name'), 'questions');
    const wrong = { 'first-concert': 'a', 'childhood-hero': 'b', 'first-meal': 'c' };
    scene.answers.onOpen = () => sleep(300);
    await scene.answer(real, wrong);
    scene.answers.onOpen = () => Promise.resolve();
    const begun = performance.now();
    await scene.answer(phantom, wrong);
    expect(performance.now() - begun).toBeGreaterThan(250);
  });
});
