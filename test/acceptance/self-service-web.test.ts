import { BROWSER_HEADER, DEFAULT_ANSWERS, pathOf, totp } from '@gatehouse/protocol';
import type {
  EndpointName,
  OwnFactors,
  SelfServiceChallenge,
  SelfServiceQuestions,
  StartedAuthenticator,
} from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { TestBrowser } from '../support/browser.js';
import { bindsWith } from '../support/corporate-server.js';
import { PASSWORD, WebScene, isSignedIn } from '../support/web-scene.js';

jest.setTimeout(180_000);

const NEW = 'Another-Zebra 31 of blue';
const NEWER = 'Third-Giraffe 57 of green';
/** Wrong passwords after which the domain locks an account. */
const LOCKING = 3;
const SETTINGS = {
  lockout: { strikes: 20, sourceStrikes: 20 },
  logon: { web: { require: 'second-factor', methods: ['email', 'totp'], concurrentSessions: 20 } },
  password: { minimumAgeHours: 0 },
  selfService: { reset: 'answers-and-otp', unlock: 'otp' },
};

let scene: WebScene;

beforeAll(async () => {
  scene = await WebScene.start(['alice', 'bob', 'carol', 'dave', 'erin'], ['nofactor'], SETTINGS);
  const { administrator } = scene.samba;
  await administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
  await administrator.setDomainLockout(LOCKING, 30);
}, 300_000);

afterAll(() => scene[Symbol.asyncDispose](), 60_000);

/** What differs every time. */
const NEVER_THE_SAME = /^(correlationId|sessionId|challengeId)$/;

function shapeOf(body: Record<string, unknown>): unknown {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !NEVER_THE_SAME.test(name)));
}

async function ask<T = Record<string, unknown>>(
  browser: TestBrowser,
  name: EndpointName,
  parameters: Record<string, string> = {},
  body?: unknown,
): Promise<T> {
  const answer = await browser.call(name, parameters, body);
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

const beginWith = (browser: TestBrowser, name: string, purpose = 'reset') =>
  ask<SelfServiceChallenge>(browser, 'beginWebSelfService', {}, { name, purpose });

const mailedCode = (name: string) => scene.smtp.waitForCode(`${name}@corp.test`, 20_000);

const answerCode = (
  browser: TestBrowser,
  { sessionId, challengeId }: Pick<SelfServiceChallenge, 'sessionId' | 'challengeId'>,
  code: string,
) =>
  ask<SelfServiceQuestions>(
    browser,
    'answerWebSelfServiceCode',
    { sessionId },
    { challengeId, code },
  );

/** Answers as people enrol them; `wrong` is none of them. */
const answersTo = (ids: string[], wrong = '') =>
  ids.map((id) => ({ id, answer: `${wrong}my very own answer to ${id}` }));

/** A session by the authenticator, not by mail. */
async function signIn(name: string, node: 0 | 1 = 0, password = PASSWORD): Promise<TestBrowser> {
  const browser = scene.browserAt(node);
  const first = await browser.challenge(name, password);
  const verdict = await browser.choose(first, 'totp');
  if (verdict.outcome !== 'challenge') throw new Error(JSON.stringify(verdict));
  await mailedCode(name);
  expect(await browser.answer(verdict, scene.nextCode(name))).toMatchObject({
    outcome: 'signed-in',
  });
  return browser;
}

const subjectTo = async (name: string) =>
  (await scene.smtp.waitForMail(`${name}@corp.test`, 20_000)).parsed.subject;

const binds = (name: string, password: string) => bindsWith(scene.samba, name, password);

describe('a forgotten password', () => {
  it('answers are enrolled in a session, with the right password', async () => {
    const browser = await signIn('alice');
    const { step } = await ask<{ step: { optional: { id: string }[] } }>(
      browser,
      'showOwnQuestions',
    );
    const answers = answersTo(step.optional.slice(0, DEFAULT_ANSWERS.shares).map(({ id }) => id));
    expect(
      await ask(browser, 'enrollOwnAnswers', {}, { password: 'not it', answers }),
    ).toMatchObject({ outcome: 'denied', code: 'credentials.wrong' });
    expect(
      await ask(browser, 'enrollOwnAnswers', {}, { password: PASSWORD, answers }),
    ).toMatchObject({
      outcome: 'done',
    });
    expect(await subjectTo('alice')).toBe('Your answers were replaced');
  });

  it('is reset by a code and the answers, at two nodes in turn, and the controller takes the new one', async () => {
    const signedIn = await signIn('alice');
    const browser = scene.browserAt(0);
    const challenge = await beginWith(browser, 'CORP\\alice');
    expect(challenge).toMatchObject({ outcome: 'challenge', current: { method: 'email' } });
    expect(browser.jar.get('__Host-gatehouse-self-service')).toMatch(/^[\w-]{43}$/);
    const code = await mailedCode('alice');

    const early = { answers: answersTo(['first-concert']) };
    const { sessionId } = challenge;
    expect(await ask(browser, 'answerWebQuestions', { sessionId }, early)).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(await ask(browser, 'resetWebPassword', { sessionId }, { password: NEW })).toMatchObject({
      code: 'self-service.unknown',
    });
    expect(await answerCode(browser, challenge, '0000000')).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    const thief = scene.browserAt(1);
    await beginWith(thief, 'nobody-of-that-name');
    expect(await answerCode(thief, challenge, code)).toMatchObject({
      code: 'self-service.unknown',
    });

    const elsewhere = scene.closed(browser.copy());
    const asked = await answerCode(elsewhere, challenge, code);
    expect(asked.outcome).toBe('questions');
    // A code is good once.
    expect(await answerCode(browser, challenge, code)).toMatchObject({
      code: 'self-service.unknown',
    });

    const ids = asked.optional.slice(0, asked.threshold).map(({ id }) => id);
    const wrong = { answers: answersTo(ids, 'not ') };
    expect(await ask(browser, 'answerWebQuestions', { sessionId }, wrong)).toMatchObject({
      outcome: 'questions',
      rejected: 'answers.wrong',
    });
    const right = { answers: answersTo(ids) };
    expect(await ask(browser, 'answerWebQuestions', { sessionId }, right)).toMatchObject({
      outcome: 'new-password',
    });
    expect(
      await ask(browser, 'resetWebPassword', { sessionId }, { password: 'short' }),
    ).toMatchObject({
      outcome: 'new-password',
      rejected: expect.arrayContaining([]) as unknown,
    });
    expect(await ask(browser, 'resetWebPassword', { sessionId }, { password: NEW })).toMatchObject({
      outcome: 'done',
      purpose: 'reset',
    });
    expect(await binds('alice', NEW)).toBe(true);
    expect(await binds('alice', PASSWORD)).toBe(false);
    expect(await isSignedIn(signedIn)).toBe(false);
    // The session is over: what was sent is nobody's any more (R42).
    expect(
      await ask(browser, 'resetWebPassword', { sessionId }, { password: NEWER }),
    ).toMatchObject({
      code: 'self-service.unknown',
    });
    // A second factor is still asked for (R33).
    expect(await scene.browserAt(1).begin('alice', NEW)).toMatchObject({ outcome: 'challenge' });
    await mailedCode('alice');
  });

  it('is given back to nobody in a browser, and answers alone do nothing there', async () => {
    const said = [];
    for (const name of ['alice', 'nobody-of-that-name']) {
      said.push(
        shapeOf(
          await ask(scene.browserAt(), 'beginWebSelfService', {}, { name, purpose: 'recover' }),
        ),
      );
    }
    await scene.applyPolicy(
      'everyone',
      { everyone: true },
      { ...SETTINGS, selfService: { reset: 'answers' } },
    );
    for (const name of ['alice', 'nobody-of-that-name']) {
      said.push(
        shapeOf(
          await ask(scene.browserAt(), 'beginWebSelfService', {}, { name, purpose: 'reset' }),
        ),
      );
    }
    await scene.applyPolicy('everyone', { everyone: true }, SETTINGS);
    expect(new Set(said.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ outcome: 'denied', code: 'self-service.not-here' })]),
    );
  });
});

describe('an account that the directory has locked', () => {
  it('is unlocked by a code, seen at the controller', async () => {
    for (let n = 0; n <= LOCKING; n++) await binds('bob', `wrong ${n}`);
    expect(await binds('bob', PASSWORD)).toBe(false);
    const browser = scene.browserAt(1);
    const challenge = await beginWith(browser, 'bob', 'unlock');
    const unlocked = await answerCode(browser, challenge, await mailedCode('bob'));
    expect(unlocked).toMatchObject({ outcome: 'done', purpose: 'unlock' });
    expect(await binds('bob', PASSWORD)).toBe(true);
  });
});

describe('names and bodies that are none', () => {
  it('names with headers in them are names that nobody has (R38)', async () => {
    const before = scene.smtp.mails.length;
    const shapes = new Set<string>();
    for (const name of [
      'nobody-of-that-name',
      'alice\r\nBcc: eve@evil.test',
      'alice@corp.test,eve@evil.test',
      '*)(objectClass=*',
      'carol\u0000',
    ]) {
      shapes.add(
        JSON.stringify(
          shapeOf(
            await ask(scene.browserAt(), 'beginWebSelfService', {}, { name, purpose: 'unlock' }),
          ),
        ),
      );
    }
    expect(shapes.size).toBe(1);
    expect(scene.smtp.mails).toHaveLength(before);
  });

  it('lists, objects, destinations and other pages are refused (R27, R28)', async () => {
    const browser = scene.browserAt();
    const begin = pathOf('beginWebSelfService');
    for (const body of [
      { name: ['alice', 'eve'], purpose: 'reset' },
      { name: { $ne: '' }, purpose: 'reset' },
      { name: 'alice', purpose: 'reset', address: 'eve@evil.test' },
      { name: 'alice', purpose: ['reset'] },
    ]) {
      expect((await browser.send('POST', begin, body)).status).toBe(400);
    }
    const fine = { name: 'alice', purpose: 'reset' };
    expect((await browser.send('POST', begin, fine, { [BROWSER_HEADER]: '' })).body).toMatchObject({
      code: 'request.cross-site',
    });
    expect((await browser.send('POST', begin, fine, { origin: 'https://evil.test' })).status).toBe(
      403,
    );
  });
});

describe('after a sign-in', () => {
  it('a known password is changed: the other sessions end, this one goes on, and its owner is told', async () => {
    const [browser, other] = [await signIn('carol'), await signIn('carol', 1)];
    const change = (password: string, newPassword: string) =>
      ask(browser, 'changeOwnPassword', {}, { password, newPassword });
    expect(await change('not it', NEW)).toMatchObject({ code: 'credentials.wrong' });
    expect(await change(PASSWORD, 'carol')).toMatchObject({ outcome: 'rejected' });
    const trial = await ask<{ broken: unknown[] }>(
      browser,
      'tryOwnPassword',
      {},
      { newPassword: NEW },
    );
    expect(trial.broken).toEqual([]);
    expect(await isSignedIn(other)).toBe(true);
    expect(await change(PASSWORD, NEW)).toMatchObject({ outcome: 'done' });
    expect(await binds('carol', NEW)).toBe(true);
    expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(browser)).toBe(true);
    expect(await subjectTo('carol')).toBe('Your password was changed');
    // A minute later the directory is asked again.
    scene.clock.advance({ minutes: 2 });
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('an authenticator is enrolled by its first code, in the session that began it', async () => {
    const [browser, other, foreign] = [
      await signIn('dave'),
      await signIn('dave', 1),
      await signIn('erin'),
    ];
    const { enrollmentId, uri } = await ask<StartedAuthenticator>(browser, 'startOwnAuthenticator');
    const code = () => scene.codeOf(totp.seedOfKeyUri(uri));
    const confirm = (by: TestBrowser, given: string) =>
      ask(by, 'confirmOwnAuthenticator', { enrollmentId }, { code: given });
    for (const by of [other, foreign]) {
      expect(await confirm(by, code())).toMatchObject({ code: 'enrollment.unknown' });
    }
    expect(await confirm(browser, 'abcdef')).toMatchObject({ outcome: 'rejected' });
    expect(await confirm(scene.closed(browser.copy()), code())).toMatchObject({ outcome: 'done' });
    expect(await confirm(browser, code())).toMatchObject({ code: 'enrollment.unknown' });
    expect(await subjectTo('dave')).toBe('A second factor was added');

    const { factors } = await ask<OwnFactors>(browser, 'listOwnFactors');
    expect(factors.map(({ method }) => method)).toEqual(['totp', 'totp']);
    const credentialId = factors[0]!.id;
    const stolen = await foreign.call('removeOwnFactor', { credentialId });
    expect(stolen.body).toMatchObject({ code: 'factor.unknown' });
    scene.clock.advance({ minutes: 11 });
    const stale = await browser.call('removeOwnFactor', { credentialId });
    expect(stale.body).toMatchObject({ code: 'session.proof-required' });
    expect(await ask(await signIn('dave'), 'removeOwnFactor', { credentialId })).toMatchObject({
      outcome: 'done',
    });
    expect(await subjectTo('dave')).toBe('A second factor was removed');
  });

  it('an alternate address is one address, and counts when its code came back', async () => {
    const browser = await signIn('erin');
    const add = (address: unknown) => browser.call('addOwnAddress', {}, { address });
    expect((await add(['erin@home.test', 'eve@evil.test'])).status).toBe(400);
    for (const address of [
      'erin@home.test,eve@evil.test',
      'erin@home.test\r\nBcc: eve@evil.test',
    ]) {
      expect((await add(address)).body).toMatchObject({
        rejected: { code: 'enrollment.bad-address' },
      });
    }
    const { body } = await add('erin@home.test');
    expect(body).toMatchObject({ outcome: 'sent', destination: 'e•••@home.test' });
    const enrollmentId = String(body['enrollmentId']);
    const code = await scene.smtp.waitForCode('erin@home.test', 20_000);
    const confirmed = await ask(browser, 'confirmOwnAddress', { enrollmentId }, { code });
    expect(confirmed).toMatchObject({ outcome: 'done' });
    expect(await subjectTo('erin')).toBe('A second factor was added');
    expect(scene.smtp.mails.flatMap(({ to }) => to).filter((to) => to.includes('evil'))).toEqual(
      [],
    );
  });

  it('nobody does any of it who is not signed in', async () => {
    const stranger = scene.browserAt();
    for (const name of ['listOwnFactors', 'startOwnAuthenticator', 'showOwnQuestions'] as const) {
      expect((await stranger.call(name)).status).toBe(401);
    }
  });
});

describe('what one address may begin', () => {
  it('is limited over both nodes together, for names that nobody has as well, and says until when', async () => {
    scene.clock.advance({ minutes: 16 });
    const answers: Awaited<ReturnType<TestBrowser['call']>>[] = [];
    // A few at once at each node: how many more it can serve is not the question here.
    for (let round = 0; round < 10; round++) {
      const tries = Array.from({ length: 5 }, (_, at) =>
        scene
          .browserAt((round + at) % 2 === 0 ? 0 : 1)
          .call('beginWebSelfService', {}, { name: `nobody-${round}-${at}`, purpose: 'unlock' }),
      );
      answers.push(...(await Promise.all(tries)));
    }
    const refused = answers.filter(({ status }) => status === 429);
    const counts = new Map<number, number>();
    for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
    expect([...counts].sort()).toEqual([
      [200, 30],
      [429, 20],
    ]);
    expect(refused[0]!.body).toMatchObject({ code: 'rate.limited' });
    expect(refused[0]!.body['detail']).toMatch(/again at \d{4}-/);
    const { events } = await scene.nodes[0].administer<{ events: { type: string }[] }>(
      'GET',
      `${pathOf('listAuditEvents')}?limit=1000&from=end`,
    );
    expect(events.filter(({ type }) => type === 'limit.reached')).toHaveLength(1);
    scene.clock.advance({ minutes: 16 });
    expect(await beginWith(scene.browserAt(), 'bob', 'unlock')).toMatchObject({
      outcome: 'challenge',
    });
  });
});
