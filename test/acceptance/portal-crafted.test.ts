import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { pathOf, totp } from '../../protocol/src/index.js';
import type { OwnFactors, SignIns, StartedAuthenticator } from '../../protocol/src/index.js';
import type { TestBrowser } from '../support/browser.js';
import { PASSWORD, WebScene, isSignedIn } from '../support/web-scene.js';

jest.setTimeout(180_000);

let scene: WebScene;

/** Requests that no page makes: past a step, with somebody else's ids, again, and with more in them than is asked. */
beforeAll(async () => {
  scene = await WebScene.start(['paul', 'vera'], ['nora', 'nils'], {
    logon: {
      web: { require: 'second-factor', methods: ['totp', 'email'], concurrentSessions: 50 },
    },
    lockout: { strikes: 50, sourceStrikes: 50 },
  });
  const enrollment = {
    ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
  };
  await scene.applyPolicy(
    'newcomers',
    { users: ['CORP\\nora', 'CORP\\nils'] },
    { logon: { web: { methods: ['totp'] } }, enrollment },
  );
}, 180_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);

/** Somebody who has given the password, and has to set up an authenticator now. */
async function demanded(name: string): Promise<{ browser: TestBrowser; logonId: string }> {
  const browser = scene.browserAt();
  const verdict = await browser.begin(name, PASSWORD);
  if (verdict.outcome !== 'enroll') throw new Error(JSON.stringify(verdict));
  return { browser, logonId: verdict.logonId };
}

describe('an enrolment that is demanded', () => {
  /** Everything that whoever would rather not might ask instead, with the sign-in's own cookie. */
  const INSTEAD: [string, (browser: TestBrowser, logonId: string) => Promise<unknown>][] = [
    ['the account', (browser) => browser.call('showMe')],
    ['an authenticator of an account', (browser) => browser.call('startOwnAuthenticator')],
    [
      'a code',
      (browser, logonId) =>
        browser.call('answerSignIn', { logonId }, { challengeId: logonId, code: '123456' }),
    ],
    [
      'another method',
      (browser, logonId) =>
        browser.call('chooseSignInMethod', { logonId }, { challengeId: logonId, method: 'email' }),
    ],
    [
      'to postpone',
      (browser, logonId) => browser.call('enrollAtSignIn', { logonId }, { action: 'postpone' }),
    ],
    [
      'a code of an authenticator that was never shown',
      (browser, logonId) =>
        browser.call('enrollAtSignIn', { logonId }, { action: 'totp', code: '123456' }),
    ],
    [
      'an empty code',
      (browser, logonId) =>
        browser.call('enrollAtSignIn', { logonId }, { action: 'totp', code: '' }),
    ],
    [
      'another step',
      (browser, logonId) =>
        browser.call('enrollAtSignIn', { logonId }, { action: 'email', address: 'nora@corp.test' }),
    ],
    [
      'to be done',
      (browser, logonId) =>
        browser.call('enrollAtSignIn', { logonId }, { action: 'done', outcome: 'signed-in' }),
    ],
    ['a proof', (browser) => browser.call('beginProof', {}, { password: PASSWORD })],
    [
      'another password',
      (browser) =>
        browser.call(
          'changeOwnPassword',
          {},
          { password: PASSWORD, newPassword: `${PASSWORD} new` },
        ),
    ],
  ];

  it('is not got around by asking for something else', async () => {
    const { browser, logonId } = await demanded('nora');
    for (const [what, ask] of INSTEAD) {
      await ask(browser, logonId);
      expect([what, await isSignedIn(browser)]).toEqual([what, false]);
    }
    expect(await scene.eventsOf('nora', 'session.opened')).toEqual([]);
    // And what is asked for still works.
    const { body } = await browser.call('startSignInAuthenticator', { logonId });
    const code = scene.codeOf(totp.seedOfKeyUri(String(body['uri'])));
    const verdict = await browser.call('enrollAtSignIn', { logonId }, { action: 'totp', code });
    expect(verdict.body).toMatchObject({ outcome: 'signed-in' });
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('is nothing that another browser, or the same person elsewhere, goes on with', async () => {
    const { browser, logonId } = await demanded('nils');
    const { body } = await browser.call('startSignInAuthenticator', { logonId });
    const code = scene.codeOf(totp.seedOfKeyUri(String(body['uri'])));
    const elsewhere = await demanded('nils');
    for (const other of [scene.browserAt(), elsewhere.browser, await scene.signIn('paul')]) {
      const answer = await other.call('enrollAtSignIn', { logonId }, { action: 'totp', code });
      expect(answer.body['outcome']).not.toBe('signed-in');
      const me = await other.call('showMe');
      expect(me.body['principalName'] ?? '').not.toContain('nils');
    }
  });
});

describe("somebody else's id", () => {
  it('of a session, a factor or a sign-in is of no use', async () => {
    const [paul, vera] = [await scene.signIn('paul'), await scene.signIn('vera')];
    const me = (await vera.call('showMe')).body['session'] as { id: string };
    const { factors } = (await vera.call('listOwnFactors')).body as unknown as OwnFactors;
    const { signIns } = (await vera.call('listMySignIns')).body as unknown as SignIns;
    const taken = await paul.call('endMySession', { sessionId: me.id });
    expect(taken.body).toEqual({ ended: 0 });
    const removed = await paul.call('removeOwnFactor', { credentialId: factors[0]!.id });
    expect(removed.status).toBe(404);
    const disowned = await paul.call('disownSignIn', { eventId: String(signIns[0]!.id) });
    expect(disowned.status).toBe(404);
    expect((await vera.call('listOwnFactors')).body).toMatchObject({ factors });
    expect(await isSignedIn(vera)).toBe(true);
  });

  it('of an enrolment or a proof is of no use, with the right code, and is not spent', async () => {
    const [paul, vera] = [await scene.signIn('paul'), await scene.signIn('vera')];
    const { body } = await vera.call('startOwnAuthenticator');
    const { enrollmentId, uri } = body as unknown as StartedAuthenticator;
    const code = scene.codeOf(totp.seedOfKeyUri(uri));
    const stolen = await paul.call('confirmOwnAuthenticator', { enrollmentId }, { code });
    expect(stolen.body['outcome']).not.toBe('done');
    const own = await vera.call('confirmOwnAuthenticator', { enrollmentId }, { code });
    expect(own.body).toMatchObject({ outcome: 'done' });
    const proof = await vera.prove(PASSWORD);
    if (proof.outcome !== 'challenge') throw new Error(JSON.stringify(proof));
    const { logonId, challengeId } = proof;
    const next = scene.nextCode('vera');
    const other = await paul.call('answerProof', { logonId }, { challengeId, code: next });
    expect(other.body['outcome']).not.toBe('proven');
  });

  it('of a sign-in is of no use, with the right code, and is not spent', async () => {
    const [paul, vera] = [scene.browserAt(), scene.browserAt(1)];
    await paul.challenge('paul', PASSWORD);
    const { logonId, challengeId } = await vera.challenge('vera', PASSWORD);
    const code = scene.nextCode('vera');
    await paul.call('answerSignIn', { logonId }, { challengeId, code });
    await paul.call('chooseSignInMethod', { logonId }, { challengeId, method: 'email' });
    await paul.call('cancelSignIn', { logonId });
    expect(await isSignedIn(paul)).toBe(false);
    expect(await vera.answer({ logonId, challengeId }, code)).toMatchObject({
      outcome: 'signed-in',
    });
  });
});

describe('what was asked once', () => {
  it('is answered once: the same request again opens nothing, from either node', async () => {
    const browser = scene.browserAt();
    const challenge = await browser.challenge('paul', PASSWORD);
    const copied = browser.copy();
    const code = scene.nextCode('paul');
    expect(await browser.answer(challenge, code)).toMatchObject({ outcome: 'signed-in' });
    const again = await copied.call(
      'answerSignIn',
      { logonId: challenge.logonId },
      { challengeId: challenge.challengeId, code },
    );
    expect(again.body['outcome']).not.toBe('signed-in');
    expect(again.cookies.some((line) => line.startsWith('__Host-gatehouse-session='))).toBe(false);
    copied.close();
  });

  it('in a session is nothing after its end, whoever kept the cookie', async () => {
    const browser = await scene.signIn('paul');
    const kept = browser.copy();
    expect(await isSignedIn(kept)).toBe(true);
    await browser.call('signOut');
    for (const name of ['showMe', 'listMySessions', 'startOwnAuthenticator'] as const) {
      const answer = await kept.call(name);
      expect([name, answer.status, answer.body['code']]).toEqual([name, 401, 'session.required']);
    }
    kept.close();
  });
});

describe('what is in a header', () => {
  const HEADERS: Record<string, string>[] = [
    { 'x-forwarded-host': 'evil.test' },
    { forwarded: 'host=evil.test;proto=http' },
    { 'x-original-url': '/api/v1/users' },
    { 'x-rewrite-url': '/api/v1/users' },
    { 'x-forwarded-prefix': '//evil.test' },
  ];

  it.each(HEADERS)('%j changes neither where a page is nor what is answered', async (headers) => {
    const browser = scene.browserAt();
    const answer = await browser.send('GET', pathOf('showPortal'), undefined, headers);
    expect(answer.status).toBe(200);
    expect(JSON.stringify([answer.body, answer.headers])).not.toContain('evil.test');
    expect(answer.headers.location).toBeUndefined();
  });

  it.each(['paul\r\nset-cookie: a=b', 'paul\nBcc: x@evil.test', 'paul\u2028x', 'paul\0'])(
    'that is in a name (%j) does not come out of an answer',
    async (name) => {
      const browser = scene.browserAt();
      const answer = await browser.call('beginSignIn', {}, { name, password: PASSWORD });
      expect(JSON.stringify(answer.headers)).not.toMatch(/evil|a=b/);
      expect(answer.body['outcome']).not.toBe('signed-in');
      expect(answer.body['outcome']).not.toBe('challenge');
    },
  );
});
