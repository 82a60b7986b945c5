import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { PASSWORD, WebScene, isSignedIn } from '../support/web-scene.js';

jest.setTimeout(180_000);

const NEW_PASSWORD = 'Another-Zebra 31 of blue';
const STAFF = ['alice', 'bob', 'carol', 'dave', 'frank', 'gina', 'hana', 'ivan'];
const SESSIONS = 3;
const IDLE_MINUTES = 20;
const ABSOLUTE_HOURS = 2;

let scene: WebScene;

beforeAll(async () => {
  const web = {
    ...{ require: 'second-factor', methods: ['totp', 'email'] },
    ...{ sessionIdleMinutes: IDLE_MINUTES, sessionAbsoluteHours: ABSOLUTE_HOURS },
    ...{ concurrentSessions: SESSIONS, atSessionLimit: 'end-oldest' },
  };
  scene = await WebScene.start(STAFF, [], { logon: { web } });
}, 180_000);
afterAll(() => scene[Symbol.asyncDispose](), 60_000);

describe('a session', () => {
  it('ends when nothing is asked in it, and at its absolute end whatever is asked', async () => {
    const idle = await scene.signIn('hana');
    scene.clock.advance({ minutes: IDLE_MINUTES - 1 });
    expect(await isSignedIn(idle)).toBe(true);
    scene.clock.advance({ minutes: IDLE_MINUTES - 1 });
    expect(await isSignedIn(idle)).toBe(true);
    scene.clock.advance({ minutes: IDLE_MINUTES });
    expect(await isSignedIn(idle)).toBe(false);

    const watched = await scene.signIn('hana');
    const ends = async () => {
      const { status, body } = await watched.call('showMySession');
      const { idleExpiresAt } = (body['session'] ?? {}) as { idleExpiresAt?: string };
      return { status, now: body['now'], idleExpiresAt };
    };
    const first = await ends();
    expect(first).toMatchObject({ status: 200, now: scene.clock.now().toISOString() });
    scene.clock.advance({ minutes: IDLE_MINUTES - 1 });
    const { idleExpiresAt } = first;
    expect(await ends()).toMatchObject({ status: 200, idleExpiresAt });
    scene.clock.advance({ minutes: 1 });
    expect((await ends()).status).toBe(401);

    const busy = await scene.signIn('hana');
    for (let minutes = 0; minutes < ABSOLUTE_HOURS * 60 - 10; minutes += 10) {
      expect(await isSignedIn(busy)).toBe(true);
      scene.clock.advance({ minutes: 10 });
    }
    expect(await isSignedIn(busy)).toBe(true);
    scene.clock.advance({ minutes: 10 });
    expect(await isSignedIn(busy)).toBe(false);
  });

  it(`is one of at most ${SESSIONS}, however many sign-ins race over both nodes`, async () => {
    const browsers = [0, 1, 0, 1, 0, 1, 0, 1].map((node) => scene.browserAt(node as 0 | 1));
    const name = 'ivan';
    // Of the right codes that race each is a strike until it was looked at.
    const lockout = { strikes: 20, sourceStrikes: 20 };
    const generous = { lockout, otp: { sendLimit: 20 } };
    await scene.applyPolicy('mailed', { users: ['CORP\\ivan'] }, generous);
    // Each by mail: a code of the authenticator is good once.
    const codes: string[] = [];
    const mailed = [];
    for (const browser of browsers) {
      const challenge = await browser.choose(await browser.challenge(name, PASSWORD), 'email');
      if (challenge.outcome !== 'challenge') throw new Error(JSON.stringify(challenge));
      expect(challenge.current.method).toBe('email');
      mailed.push({ browser, challenge });
      codes.push(await scene.smtp.waitForCode('ivan@corp.test'));
    }
    const verdicts = await Promise.all(
      mailed.map(({ browser, challenge }, at) => browser.answer(challenge, codes[at]!)),
    );
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(mailed.map(() => 'signed-in'));
    const alive = await Promise.all(mailed.map(({ browser }) => isSignedIn(browser)));
    expect(alive.filter(Boolean)).toHaveLength(SESSIONS);
    const reasons = (await scene.eventsOf(name, 'session.ended')).map(
      ({ detail }) => detail['reason'],
    );
    expect(reasons).toEqual(Array(mailed.length - SESSIONS).fill('newer'));

    const strict = { concurrentSessions: SESSIONS, atSessionLimit: 'refuse' };
    await scene.applyPolicy('mailed', { users: ['CORP\\ivan'] }, { logon: { web: strict } });
    const late = scene.browserAt();
    const challenge = await late.challenge(name, PASSWORD);
    expect(await late.answer(challenge, scene.nextCode(name))).toMatchObject({
      ...{ outcome: 'denied', code: 'session.limit' },
    });
    expect(await isSignedIn(late)).toBe(false);
    expect(await scene.eventsOf(name, 'session.refused')).toHaveLength(1);
  });

  it('is listed and ended by its owner, and by nobody else', async () => {
    const [first, second] = [
      await scene.signIn('alice'),
      await scene.signIn('alice', scene.browserAt(1)),
    ];
    const { sessions } = (await second.call('listMySessions')).body as {
      sessions: { id: string; current: boolean }[];
    };
    expect(sessions.length).toBeGreaterThanOrEqual(2);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    const me = (await first.call('showMe')).body['session'] as { id: string };
    const stranger = await scene.signIn('bob');
    const theirs = await stranger.call('endMySession', { sessionId: me.id });
    expect(theirs.body).toEqual({ ended: 0 });
    expect(await isSignedIn(first)).toBe(true);
    expect((await second.call('endMySession', { sessionId: me.id })).body).toEqual({ ended: 1 });
    expect(await isSignedIn(first)).toBe(false);
    expect((await second.call('signOut')).body).toEqual({ ended: 1 });
    expect(await isSignedIn(second)).toBe(false);
    expect(await isSignedIn(stranger)).toBe(true);
  });

  it('ends within a minute when the account is disabled or the password is reset in the directory', async () => {
    const browser = await scene.signIn('dave');
    await scene.samba.administrator.setState('dave', 'disabled');
    scene.clock.advance({ seconds: 61 });
    expect(await isSignedIn(browser)).toBe(false);
    const [ended] = (await scene.eventsOf('dave', 'session.ended')).slice(-1);
    expect(ended?.detail).toMatchObject({ reason: 'account' });
    await scene.samba.administrator.enable('dave');

    const other = await scene.signIn('dave');
    await scene.samba.administrator.setPassword('dave', NEW_PASSWORD);
    scene.clock.advance({ seconds: 61 });
    expect(await isSignedIn(other)).toBe(false);
    const [reset] = (await scene.eventsOf('dave', 'session.ended')).slice(-1);
    expect(reset?.detail).toMatchObject({ reason: 'password' });
  });

  it('ends when an administrator ends it, or takes a factor away', async () => {
    const browser = await scene.signIn('gina');
    const target = pathOf('listSessions', { name: 'gina' });
    const { sessions } = await scene.nodes[0].administer<{ sessions: { id: string }[] }>(
      'GET',
      target,
    );
    expect(sessions).toHaveLength(1);
    const end = pathOf('endSessions', { name: 'gina' });
    const sessionId = sessions[0]!.id;
    await expect(scene.nodes[1].administer('POST', end, { sessionId })).rejects.toThrow(
      'request.malformed',
    );
    expect(await isSignedIn(browser)).toBe(true);
    const reason = 'laptop lost, ticket 4711';
    expect(await scene.nodes[1].administer('POST', end, { reason, sessionId })).toEqual({
      ended: 1,
    });
    expect(await isSignedIn(browser)).toBe(false);
    const [ended] = (await scene.eventsOf('gina', 'session.ended')).slice(-1);
    expect(ended?.detail).toMatchObject({
      ...{ session: sessionId, reason: 'administrator', operatorReason: reason },
    });

    const other = await scene.signIn('gina');
    const user = await scene.nodes[0].administer<administration.User>(
      'GET',
      pathOf('showUser', { name: 'gina' }),
    );
    const credentialId = user.factors![0]!.id;
    await scene.nodes[1].administer(
      'DELETE',
      pathOf('removeFactor', { name: 'gina', credentialId }),
    );
    expect(await isSignedIn(other)).toBe(false);
  });

  it('of somebody with a role opens the API of administrators, as far as the role goes', async () => {
    const browser = await scene.signIn('hana');
    const listing = () => browser.call('listSessions', { name: 'frank' });
    expect(await listing()).toMatchObject({ status: 403, body: { code: 'access.forbidden' } });
    const subject = { kind: 'user', name: 'CORP\\hana' };
    const role = { subject, role: 'help-desk' };
    await scene.nodes[0].administer('POST', pathOf('assignRole'), role);
    expect((await listing()).status).toBe(200);
    const { permissions } = (await browser.call('showMe')).body as { permissions: string[] };
    expect(permissions).toContain('users.unlock');
    expect(permissions).not.toContain('policies.manage');
    expect((await browser.call('retirePolicy', { policyName: 'everyone' })).status).toBe(403);
    const foreign = { origin: 'https://evil.test' };
    const target = pathOf('endSessions', { name: 'frank' });
    const body = { reason: 'ticket 4711' };
    const refused = await browser.send('POST', target, body, foreign);
    expect(refused).toMatchObject({ status: 403, body: { code: 'request.cross-site' } });
    expect((await browser.send('POST', target, body)).status).toBe(200);
    await browser.call('signOut');
    expect((await listing()).status).toBe(401);
  });

  it('takes a new proof, with a token of its own, from its owner only', async () => {
    const browser = await scene.signIn('frank');
    const before = (await browser.call('showMe')).body['session'] as { authenticatedAt: string };
    scene.clock.advance({ minutes: 10 });
    expect(await browser.prove('not the password')).toMatchObject({ code: 'credentials.wrong' });
    const challenge = await browser.prove(PASSWORD);
    if (challenge.outcome !== 'challenge') throw new Error(JSON.stringify(challenge));
    const code = scene.nextCode('frank');
    const stranger = await scene.signIn('bob', scene.browserAt(1));
    expect(await stranger.answerProof(challenge, code)).toMatchObject({
      ...{ outcome: 'denied', code: 'challenge.unknown' },
    });
    // Nor is it a sign-in: it opens no session elsewhere.
    expect(await browser.answer(challenge, code)).toMatchObject({ code: 'challenge.unknown' });
    const copied = scene.closed(browser.copy());
    const proven = await browser.answerProof(challenge, code);
    expect(proven).toMatchObject({ outcome: 'proven' });
    const { authenticatedAt } = (proven as { session: { authenticatedAt: string } }).session;
    expect(Date.parse(authenticatedAt)).toBeGreaterThan(Date.parse(before.authenticatedAt));
    expect(await isSignedIn(browser)).toBe(true);
    expect(await isSignedIn(copied)).toBe(false);
  });

  it('that its owner disowns ends, and the audit and the metrics know', async () => {
    const thief = await scene.signIn('carol');
    const mine = await scene.signIn('carol', scene.browserAt(1));
    const { signIns } = (await mine.call('listMySignIns')).body as {
      signIns: { id: string; at: string; outcome: string; door: string; method?: string }[];
    };
    expect(signIns[0]).toMatchObject({ outcome: 'granted', door: 'web', method: 'totp' });
    const [, theirs] = signIns.filter(({ outcome }) => outcome === 'granted');
    const stranger = await scene.signIn('bob');
    const foreign = await stranger.call('disownSignIn', { eventId: theirs!.id });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'sign-in.unknown' } });
    expect((await mine.call('disownSignIn', { eventId: theirs!.id })).body).toEqual({ ended: 1 });
    expect(await isSignedIn(thief)).toBe(false);
    expect(await isSignedIn(mine)).toBe(true);
    expect(await scene.eventsOf('carol', 'sign-in.disowned')).toMatchObject([
      { outcome: 'failure', detail: { event: theirs!.id, outcome: 'granted', sessions: 1 } },
    ]);
  });
});
