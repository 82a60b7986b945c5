import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { pathOf, totp } from '../../protocol/src/index.js';
import type { WebVerdict } from '../../protocol/src/index.js';
import { FakeMailer } from '../fakes/fake-mailer.js';
import { SESSION_COOKIE, TestBrowser } from '../support/browser.js';
import { startTestGatehouse } from '../support/gatehouse.js';
import { startOpenLdap } from '../support/openldap.js';
import { PASSWORD, WebScene, isSignedIn } from '../support/web-scene.js';

jest.setTimeout(180_000);

const NEW_PASSWORD = 'Another-Zebra 31 of blue';
const STAFF = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'gina', 'judy', 'expired'];
const LIMIT = 8;

let scene: WebScene;

beforeAll(async () => {
  const web = { require: 'second-factor', methods: ['totp', 'email'] };
  const lockout = { strikes: LIMIT, sourceStrikes: LIMIT, windowMinutes: 60 };
  scene = await WebScene.start(STAFF, ['fresh'], { lockout, logon: { web } });
}, 180_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);

/** What a verdict looks like, without what differs every time. */
function shapeOf(verdict: WebVerdict): unknown {
  const { correlationId: _, ...rest } = verdict;
  return rest;
}

describe('a sign-in', () => {
  it('takes password and authenticator, and its session is known to both nodes', async () => {
    const browser = scene.browserAt(0, { 'user-agent': `Browser ${'x'.repeat(500)}` });
    const challenge = await browser.challenge('CORP\\Alice', PASSWORD);
    expect(challenge.methods.map(({ method }) => method)).toEqual(['totp', 'email']);
    expect(await isSignedIn(browser)).toBe(false);
    expect(await browser.answer(challenge, scene.wrongCode('alice'))).toMatchObject({
      ...{ outcome: 'challenge', rejected: 'factor.wrong-code', strikesLeft: LIMIT - 1 },
    });
    expect(await isSignedIn(browser)).toBe(false);
    const verdict = await browser.answer(challenge, scene.nextCode('alice'));
    expect(verdict).toMatchObject({
      outcome: 'signed-in',
      session: { methods: ['totp'], address: '127.0.0.1' },
    });
    const elsewhere = scene.browserAt(1);
    elsewhere.jar.set(SESSION_COOKIE, browser.jar.get(SESSION_COOKIE)!);
    const me = await elsewhere.call('showMe');
    expect(me).toMatchObject({
      status: 200,
      body: { principalName: 'CORP\\alice', permissions: [], session: { methods: ['totp'] } },
    });
    const { userAgent } = me.body['session'] as { userAgent: string };
    expect(userAgent).toHaveLength(256);
    const [opened] = await scene.eventsOf('alice', 'session.opened');
    expect(opened).toMatchObject({ door: 'web', source: '127.0.0.1', outcome: 'success' });
    expect(opened).not.toHaveProperty('workstationId');
    const granted = (await scene.eventsOf('alice', 'logon.granted'))[0]!;
    expect(granted.correlationId).toBe(opened!.correlationId);
  });

  it('takes a mailed code, after switching to it', async () => {
    const browser = scene.browserAt();
    const first = await browser.challenge('bob', PASSWORD);
    const second = await browser.choose(first, 'email');
    expect(second).toMatchObject({ outcome: 'challenge', current: { method: 'email' } });
    if (second.outcome !== 'challenge') throw new Error('no challenge');
    const code = await scene.smtp.waitForCode('bob@corp.test');
    const verdict = await browser.answer(second, code);
    expect(verdict).toMatchObject({ outcome: 'signed-in', session: { methods: ['email'] } });
  });

  it('says the same of a wrong password and of a name that nobody has, strike by strike', async () => {
    const sequence = async (name: string) => {
      const browser = scene.browserAt();
      const seen: unknown[] = [];
      for (let n = 0; n < LIMIT + 2; n++) {
        const answer = await browser.call('beginSignIn', {}, { name, password: `wrong ${n}` });
        seen.push([answer.status, answer.cookies, shapeOf(answer.body as unknown as WebVerdict)]);
      }
      return seen;
    };
    const known = await sequence('judy');
    expect(await sequence('nobody-of-that-name')).toEqual(known);
    expect(known.at(-1)).toMatchObject([200, [], { code: 'principal.locked' }]);
    const empty = await scene.browserAt().begin('judy', '');
    expect(empty).toMatchObject({ outcome: 'denied', code: 'password.empty' });
  });

  it('goes on in no other order: no answer before the password, none twice, none after a cancel', async () => {
    const browser = scene.browserAt();
    const challenge = await browser.challenge('carol', PASSWORD);
    const { logonId, challengeId } = challenge;
    const early = await browser.call('enrollAtSignIn', { logonId }, { action: 'postpone' });
    expect(early.body).toMatchObject({ outcome: 'denied', code: 'challenge.unknown' });
    const code = scene.nextCode('carol');
    expect(await browser.answer(challenge, code)).toMatchObject({ outcome: 'signed-in' });
    // A replay of the same request, and of the same code in another sign-in.
    expect(await browser.answer({ logonId, challengeId }, code)).toMatchObject({
      ...{ outcome: 'denied', code: 'challenge.unknown' },
    });
    const other = scene.browserAt(1);
    const again = await other.challenge('carol', PASSWORD);
    expect(await other.answer(again, code)).toMatchObject({ rejected: 'factor.used-code' });
    await other.call('cancelSignIn', { logonId: again.logonId });
    expect(await other.answer(again, scene.nextCode('carol'))).toMatchObject({
      ...{ outcome: 'denied', code: 'challenge.unknown' },
    });
    expect(await isSignedIn(other)).toBe(false);
  });

  it("R29: belongs to the browser that began it, whoever has its id, its address and somebody's right code", async () => {
    const mine = scene.browserAt();
    const challenge = await mine.challenge('dave', PASSWORD);
    const thief = scene.browserAt();
    // A sign-in of the thief's own, and its secret under the other's name.
    const own = await thief.challenge('erin', PASSWORD);
    const secretOfOwn = thief.jar.get(`__Host-gatehouse-sign-in-${own.logonId}`)!;
    const code = scene.nextCode('dave');
    for (const secret of [undefined, secretOfOwn, 'x'.repeat(43), '']) {
      const name = `__Host-gatehouse-sign-in-${challenge.logonId}`;
      if (secret === undefined) thief.jar.delete(name);
      else thief.jar.set(name, secret);
      expect(await thief.answer(challenge, code)).toMatchObject({
        ...{ outcome: 'denied', code: 'challenge.unknown' },
      });
      expect(await thief.choose(challenge, 'email')).toMatchObject({ outcome: 'denied' });
      await thief.call('cancelSignIn', { logonId: challenge.logonId });
    }
    expect(await mine.answer(challenge, code)).toMatchObject({ outcome: 'signed-in' });
  });

  it('in two tabs of one browser at once: both go on, and the later session takes the place of the other', async () => {
    const browser = scene.browserAt();
    const [first, second] = [
      await browser.challenge('erin', PASSWORD),
      await browser.challenge('erin', PASSWORD),
    ];
    expect(await browser.answer(first, scene.nextCode('erin'))).toMatchObject({
      outcome: 'signed-in',
    });
    const before = scene.closed(browser.copy());
    expect(await browser.answer(second, scene.nextCode('erin'))).toMatchObject({
      outcome: 'signed-in',
    });
    expect(await isSignedIn(browser)).toBe(true);
    expect(await isSignedIn(before)).toBe(false);
    const [ended] = await scene.eventsOf('erin', 'session.ended');
    expect(ended?.detail).toMatchObject({ reason: 'replaced' });
  });

  it('enrols what the policy demands before there is a session (R42)', async () => {
    await scene.applyPolicy(
      'newcomers',
      { users: ['CORP\\fresh'] },
      {
        logon: { web: { methods: ['totp'] } },
        enrollment: {
          ...{ required: ['totp'], postponements: 0, idleDays: 3650, firstProof: 'password' },
        },
      },
    );
    const browser = scene.browserAt();
    const demanded = await browser.begin('fresh', PASSWORD);
    expect(demanded).toMatchObject({ outcome: 'enroll', step: { what: 'totp' }, postponements: 0 });
    if (demanded.outcome !== 'enroll') throw new Error('nothing to enrol');
    const { logonId } = demanded;
    expect(await isSignedIn(browser)).toBe(false);
    expect(await browser.enroll(logonId, { action: 'postpone' })).toMatchObject({
      outcome: 'enroll',
    });
    const skipped = await browser.call(
      'enrollAtSignIn',
      { logonId },
      {
        ...{ action: 'email-code', code: '123456' },
      },
    );
    expect(skipped).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
    const thief = scene.browserAt();
    const stolen = await thief.call('startSignInAuthenticator', { logonId });
    expect(stolen.status).toBe(400);
    const { body } = await browser.call('startSignInAuthenticator', { logonId });
    const seed = totp.seedOfKeyUri(String(body['uri']));
    const code = scene.codeOf(seed);
    const verdict = await browser.enroll(logonId, { action: 'totp', code });
    expect(verdict).toMatchObject({ outcome: 'signed-in', session: { methods: ['totp'] } });
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('with a password that must be changed changes it, by the rules, and begins anew', async () => {
    await scene.samba.administrator.setState('expired', 'must-change');
    const browser = scene.browserAt();
    const demanded = await browser.begin('expired', PASSWORD);
    expect(demanded).toMatchObject({ outcome: 'change-password', reason: 'must-change' });
    expect(demanded).not.toHaveProperty('account');
    const change = async (password: string, newPassword: string) =>
      (await browser.call('changeSignInPassword', {}, { name: 'expired', password, newPassword }))
        .body;
    expect(await change('not the password', NEW_PASSWORD)).toMatchObject({
      ...{ outcome: 'denied', code: 'credentials.wrong' },
    });
    const refused = await change(PASSWORD, 'short');
    expect(refused).toMatchObject({ outcome: 'change-password', reason: 'must-change' });
    expect(JSON.stringify(refused['rejected'])).toContain('password.length');
    expect(await change(PASSWORD, NEW_PASSWORD)).toMatchObject({ outcome: 'password-changed' });
    expect(await isSignedIn(browser)).toBe(false);
    // Once changed it is none that must be, and a sign-in is no place to change it again.
    expect(await change(NEW_PASSWORD, `${NEW_PASSWORD} again`)).toMatchObject({
      ...{ outcome: 'denied', code: 'policy.denied' },
    });
    const challenge = await browser.challenge('expired', NEW_PASSWORD);
    expect(await browser.answer(challenge, scene.nextCode('expired'))).toMatchObject({
      outcome: 'signed-in',
    });
    expect(await scene.eventsOf('expired', 'password.changed')).toHaveLength(1);
  });
});

describe('cookies and pages', () => {
  it('are for this host, HTTPS and HTTP alone, and no secret is in a body', async () => {
    const browser = scene.browserAt();
    const begun = await browser.call('beginSignIn', {}, { name: 'frank', password: PASSWORD });
    const { logonId, challengeId } = begun.body as { logonId: string; challengeId: string };
    const body = { challengeId, code: scene.nextCode('frank') };
    const opened = await browser.call('answerSignIn', { logonId }, body);
    const lines = [...begun.cookies, ...opened.cookies];
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(line).toMatch(/^__Host-gatehouse-(session=|sign-in-lgn_[a-z0-9]{26}=)/);
      for (const attribute of [/; Secure/, /; HttpOnly/, /; SameSite=Strict/, /; Path=\/(;|$)/]) {
        expect(line).toMatch(attribute);
      }
      expect(line).not.toMatch(/domain=/i);
    }
    const token = browser.jar.get(SESSION_COOKIE)!;
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(opened.body)).not.toContain(token);
    expect(opened.headers['cache-control']).toBe('no-store');
    expect([...browser.jar.keys()]).toEqual([SESSION_COOKIE]);
    expect(scene.nodes[0].logLines.join('')).not.toContain(token);
  });

  it('open a session with a token of its own, whatever the browser had before', async () => {
    const browser = scene.browserAt();
    const planted = 'A'.repeat(43);
    browser.jar.set(SESSION_COOKIE, planted);
    await scene.signIn('frank', browser);
    const first = browser.jar.get(SESSION_COOKIE);
    expect(first).not.toBe(planted);
    const watcher = scene.closed(browser.copy());
    await scene.signIn('frank', browser);
    expect(browser.jar.get(SESSION_COOKIE)).not.toBe(first);
    expect(await isSignedIn(watcher)).toBe(false);
    // Which of two is ours nobody can tell.
    const twice = `${SESSION_COOKIE}=${planted}; ${SESSION_COOKIE}=${browser.jar.get(SESSION_COOKIE)!}`;
    const answer = await browser.send('GET', pathOf('showMe'), undefined, { cookie: twice });
    expect(answer.status).toBe(401);
  });

  it('of other origins change nothing (CSRF)', async () => {
    const browser = await scene.signIn('gina');
    const path = pathOf('signOutEverywhere');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const foreign: [string, Record<string, string>, string | undefined, number][] = [
      ['another origin', { origin: 'https://evil.test' }, undefined, 403],
      ['a page without an origin', { origin: 'null' }, undefined, 403],
      ['the same host by HTTP', { origin: browser.url.replace('https', 'http') }, undefined, 403],
      ['a neighbour', { origin: '', 'sec-fetch-site': 'same-site' }, undefined, 403],
      ['a link', { 'sec-fetch-site': 'cross-site' }, undefined, 403],
      ['no header of ours', { 'gatehouse-request': '' }, undefined, 403],
      ['a form', { ...form, 'gatehouse-request': '', origin: 'https://evil.test' }, 'a=1', 403],
      ['a form of a page of ours', form, 'a=1', 415],
      ['text', { 'content-type': 'text/plain' }, '{}', 415],
    ];
    for (const [what, headers, body, status] of foreign) {
      const answer = await browser.send('POST', path, body, headers);
      expect([what, answer.status]).toEqual([what, status]);
    }
    const begin = { name: 'gina', password: PASSWORD };
    const evil = { origin: 'https://evil.test' };
    const begun = await browser.send('POST', pathOf('beginSignIn'), begin, evil);
    expect(begun).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    const asked = await browser.send('OPTIONS', path, undefined, {
      ...{ origin: 'https://evil.test', 'access-control-request-headers': 'gatehouse-request' },
    });
    expect(Object.keys(asked.headers).filter((name) => name.startsWith('access-control'))).toEqual(
      [],
    );
    expect(await isSignedIn(browser)).toBe(true);
    expect((await browser.call('signOutEverywhere')).body).toEqual({ ended: 1 });
    expect(await isSignedIn(browser)).toBe(false);
  });
});

it('lets people in who have no Windows account, with a password and a mailed code', async () => {
  const people = scene.started.use(
    await startOpenLdap({
      people: [{ uid: 'otto', password: PASSWORD, displayName: 'Otto', mail: 'otto@people.test' }],
    }),
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-people-'));
  scene.started.defer(() => rm(folder, { recursive: true, force: true }));
  const write = async (name: string, content: string) => {
    await writeFile(path.join(folder, name), content, { mode: 0o600 });
    return name;
  };
  const directory = {
    ...{ dialect: 'generic', realm: people.realm, urls: [people.url], baseDn: people.baseDn },
    ...{ bindDn: people.bindDn, passwordFile: await write('password', people.bindPassword) },
    ...{ caFile: await write('ca.pem', people.ca), timeoutMs: 10_000 },
  };
  await write('directories.json', JSON.stringify({ directories: [directory] }));
  const mailer = new FakeMailer();
  const other = scene.started.use(
    await startTestGatehouse(
      { mailer },
      { GATEHOUSE_DIRECTORIES_FILE: path.join(folder, 'directories.json') },
    ),
  );
  const { server } = other;
  const authority = server.running.authority ?? '';
  const browser = new TestBrowser({ url: server.url, authority });
  scene.started.defer(() => browser.close());
  const challenge = await browser.challenge('otto', PASSWORD);
  const again = await browser.choose(challenge, 'email');
  if (again.outcome !== 'challenge') throw new Error(JSON.stringify(again));
  const verdict = await browser.answer(again, mailer.codeTo('otto@people.test'));
  expect(verdict).toMatchObject({ outcome: 'signed-in', session: { methods: ['email'] } });
  expect((await browser.call('showMe')).body).toMatchObject({ displayName: 'Otto' });
  const workstation = await other.join();
  expect(await workstation.begin('otto', PASSWORD)).toMatchObject({ code: 'account.no-windows' });
});
