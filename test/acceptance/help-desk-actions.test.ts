import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { pathOf, totp } from '../../protocol/src/index.js';
import type {
  EndpointName,
  FourEyesAction,
  PasswordLinkVerdict,
  SelfServiceChallenge,
  Verdict,
  administration,
} from '../../protocol/src/index.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { createJoinToken } from '../support/recovery-desktop.js';
import { expectOutcome } from '../support/server-core.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { TestWorkstation } from '../support/workstation.js';

jest.setTimeout(180_000);

const OLD = 'Correct-Horse 7 päßwörd';
const NEW = 'Another-Horse 8 pässwörd';
const PEOPLE = ['alice', 'bob', 'carol', 'dora'] as const;
type Person = (typeof PEOPLE)[number];

/** What an operator must have done before is as it is shipped: a verified caller, and four eyes for break-glass codes. */
const POLICY = {
  name: 'acceptance',
  assign: { everyone: true },
  settings: {
    lockout: { strikes: 20, sourceStrikes: 10 },
    logon: { desktop: { require: 'second-factor', methods: ['email', 'totp'] } },
    enrollment: { required: ['totp'], firstProof: 'password', postponements: 3 },
  },
};

const started = new Started();
let company: CorporateServer;
let node: TestServer;
let desk: TestWorkstation;
let other: TestWorkstation;
/** Keys of two people of the help desk, the second of whom may approve. */
let olga: string;
let otto: string;

beforeAll(async () => {
  const users = PEOPLE.map((name) => ({ name, password: OLD, mail: `${name}@corp.test` }));
  company = await startCorporateServer(started, users, {
    settings: { GATEHOUSE_PORTAL_URL: 'https://portal.corp.test' },
  });
  const { server } = company;
  await company.samba.administrator.addToGroup('gatehouse', 'CN=Account Operators,CN=Builtin');
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  node = await company.startNode();
  const clientOf = ({ url, running }: TestServer) =>
    new TestWorkstation({ url, authority: running.authority ?? '' });
  desk = await clientOf(server).join(await createJoinToken(server));
  other = clientOf(node);
  const keyOf = async (label: string, role: string) =>
    (
      await server.administer<administration.IssuedApiKey>('POST', pathOf('createApiKey'), {
        ...{ label, roles: [role] },
      })
    ).secret;
  olga = await keyOf('olga', 'help-desk');
  otto = await keyOf('otto', 'help-desk-lead');
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

interface Answered<T> {
  status: number;
  body: T;
}

/** A request as an operator, or as anybody. */
async function ask<T = unknown>(
  name: EndpointName,
  body: unknown,
  {
    key,
    at = desk,
    ...parameters
  }: { key?: string; at?: TestWorkstation } & Record<string, unknown> = {},
): Promise<Answered<T>> {
  const answer = await at.send({
    method: 'POST',
    path: pathOf(name, parameters as Record<string, string>),
    body: Buffer.from(JSON.stringify(body)),
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
  });
  return { status: answer.status, body: answer.body as T };
}

/** What the first mail has to a person that fits, of those that come after this moment. */
function nextMail(person: Person, pattern: RegExp): () => Promise<string> {
  const { mails } = company.smtp;
  const from = mails.length;
  return async () => {
    for (let tries = 0; tries < 2000; tries++) {
      for (const { to, parsed } of mails.slice(from)) {
        const found = to.includes(`${person}@corp.test`) && pattern.exec(parsed.text ?? '');
        if (found) return found[1] ?? found[0];
      }
      await sleep(10);
    }
    throw new Error(`no such mail came for ${person}`);
  };
}
const nextCode = (person: Person) => nextMail(person, /(?<!\d)(\d{6})(?!\d)/);
const nextToken = (person: Person) => nextMail(person, /password-link#([A-Za-z0-9_-]{43})/);

const reason = 'on the telephone, ticket 4711';

async function beginVerification(person: Person, key: string): Promise<SelfServiceChallenge> {
  const begun = await ask<SelfServiceChallenge>(
    'beginVerification',
    { proof: 'code', reason },
    { key, name: person },
  );
  expect(begun.body).toMatchObject({
    ...{ outcome: 'challenge', current: { destination: `${person.charAt(0)}•••@corp.test` } },
  });
  return begun.body;
}

function giveCode(
  person: Person,
  { sessionId, challengeId }: SelfServiceChallenge,
  code: string,
  key: string,
) {
  return ask<administration.CallerVerdict>(
    'answerVerificationCode',
    { challengeId, code },
    { key, name: person, sessionId },
  );
}

async function verify(person: Person, key = olga): Promise<string> {
  const code = nextCode(person);
  const challenge = await beginVerification(person, key);
  const { body } = await giveCode(person, challenge, await code(), key);
  if (body.outcome !== 'verified') throw new Error(JSON.stringify(body));
  return body.verificationId;
}

async function link(person: Person): Promise<string> {
  const verificationId = await verify(person);
  const token = nextToken(person);
  const body = { reason, verificationId };
  const created = await ask('createPasswordLink', body, { key: olga, name: person });
  expect(created).toMatchObject({
    ...{ status: 200, body: { sentTo: `${person.charAt(0)}•••@corp.test` } },
  });
  return token();
}

const openLink = (token: string, at = desk) =>
  ask<PasswordLinkVerdict>('openPasswordLink', { token }, { at });

/** As far as the new password. @returns the session */
async function proveFactor(token: string, person: Person, at = desk): Promise<string> {
  const mailed = nextCode(person);
  const { body } = await openLink(token, at);
  if (body.outcome !== 'challenge') throw new Error(JSON.stringify(body));
  const { sessionId, challengeId } = body;
  const code = await mailed();
  const step = { token, sessionId, challengeId, code };
  const proven = await ask<PasswordLinkVerdict>('answerPasswordLinkCode', step, { at });
  expect(proven.body.outcome).toBe('new-password');
  return sessionId;
}

const redeem = (token: string, sessionId: string, password: string, at = desk) =>
  ask<PasswordLinkVerdict & { code?: string }>(
    'redeemPasswordLink',
    { token, sessionId, password },
    { at },
  );

const logOn = (person: Person, password: string): Promise<Verdict> =>
  desk.begin(`CORP\\${person}`, password);

describe('verifying who calls', () => {
  it('takes no wrong code, and no right one for another operator or another person (R29)', async () => {
    const mailed = nextCode('alice');
    const challenge = await beginVerification('alice', olga);
    const code = await mailed();
    const wrong = code === '000000' ? '111111' : '000000';
    expect((await giveCode('alice', challenge, wrong, olga)).body).toMatchObject({
      ...{ outcome: 'challenge', rejected: 'factor.wrong-code' },
    });
    expect((await giveCode('alice', challenge, code, otto)).body).toMatchObject({
      outcome: 'denied',
    });
    expect((await giveCode('bob', challenge, code, olga)).status).toBe(404);
    const { body } = await giveCode('alice', challenge, code, olga);
    if (body.outcome !== 'verified') throw new Error(JSON.stringify(body));
    const { verificationId } = body;
    // Olga verified Alice: nobody else did, and nobody else was.
    for (const [key, name] of [
      [otto, 'alice'],
      [olga, 'bob'],
    ] as const) {
      const refused = await ask('createPasswordLink', { reason, verificationId }, { key, name });
      expect(refused).toMatchObject({ status: 403, body: { code: 'verification.required' } });
    }
  });

  it('knows nobody who is not there', async () => {
    const nobody = { key: olga, name: 'nobody' };
    expect(await ask('beginVerification', { proof: 'code', reason }, nobody)).toMatchObject({
      ...{ status: 404, body: { code: 'principal.unknown' } },
    });
    const without = await ask('createPasswordLink', { reason }, { key: olga, name: 'alice' });
    expect(without).toMatchObject({ status: 403, body: { code: 'verification.required' } });
  });
});

describe('a link to a new password', () => {
  it('sets it once, in Active Directory, and the logon after it asks for the factor (R33)', async () => {
    const token = await link('alice');
    const sessionId = await proveFactor(token, 'alice');
    const short = await redeem(token, sessionId, 'Short 1');
    expect(short.body).toMatchObject({ outcome: 'new-password' });
    const told = nextMail('alice', /If it was not you/);
    const done = await redeem(token, sessionId, NEW);
    expect(done.body).toMatchObject({ outcome: 'done' });
    expect(Object.keys(done.body).sort()).toEqual(['correlationId', 'outcome']);
    expect(await company.bindsWith('alice', NEW)).toBe(true);
    expect(await company.bindsWith('alice', OLD)).toBe(false);
    for (const again of [
      await redeem(token, sessionId, `${NEW} again`),
      await openLink(token),
      await openLink(token, other),
    ]) {
      expect(again).toMatchObject({ status: 403, body: { code: 'password-link.invalid' } });
    }
    await told();
    expect(await logOn('alice', NEW)).toMatchObject({ outcome: 'challenge' });
  });

  it('is used once by two nodes in a race', async () => {
    const token = await link('bob');
    const here = await proveFactor(token, 'bob');
    const there = await proveFactor(token, 'bob', other);
    const outcomes = await Promise.all([
      redeem(token, here, `${NEW} one`),
      redeem(token, there, `${NEW} two`, other),
    ]);
    expect(outcomes.filter(({ body }) => body.outcome === 'done')).toHaveLength(1);
    const binds = await Promise.all(
      [`${NEW} one`, `${NEW} two`].map((password) => company.bindsWith('bob', password)),
    );
    expect(binds.filter((does) => does)).toHaveLength(1);
  });

  it('of one person cannot touch another, and a newer one ends it (R29)', async () => {
    const alices = await link('alice');
    const alicesSession = await proveFactor(alices, 'alice');
    const carols = await link('carol');
    const crossed = await redeem(carols, alicesSession, `${NEW} crossed`);
    expect(crossed.body).toMatchObject({ outcome: 'denied', code: 'self-service.unknown' });
    for (const person of ['alice', 'carol']) {
      expect(await company.bindsWith(person, `${NEW} crossed`)).toBe(false);
    }
    const newer = await link('alice');
    expect(await redeem(alices, alicesSession, `${NEW} older`)).toMatchObject({ status: 403 });
    expect(await openLink(newer)).toMatchObject({ status: 200 });
  });

  it('is ended by a password that came another way', async () => {
    const token = await link('carol');
    await company.samba.administrator.setPassword('carol', `${OLD} elsewhere`);
    expect(await openLink(token)).toMatchObject({ body: { code: 'password-link.invalid' } });
  });
});

describe('a break-glass code', () => {
  const approvalOf = async (action: FourEyesAction, person: Person) => {
    const asked = await ask<administration.Approval>(
      'requestApproval',
      { action, user: person, reason },
      { key: olga },
    );
    expect(asked.status).toBe(200);
    return asked.body.id;
  };
  const decide = (approvalId: string, key: string) =>
    ask('decideApproval', { decision: 'approved' }, { key, approvalId });

  it('takes four eyes, replaces the factor and never the password, once', async () => {
    const verificationId = await verify('dora');
    const body = { reason, verificationId };
    const options = { key: olga, name: 'dora' };
    expect(await ask('issueBreakGlass', body, options)).toMatchObject({
      ...{ status: 403, body: { code: 'approval.required' } },
    });
    const approvalId = await approvalOf('break-glass', 'dora');
    // Not by oneself: her key may not decide, and the one that may is another one's.
    expect((await decide(approvalId, olga)).status).toBe(403);
    expect(await ask('issueBreakGlass', { ...body, approvalId }, options)).toMatchObject({
      ...{ status: 403, body: { code: 'approval.required' } },
    });
    expect((await decide(approvalId, otto)).status).toBe(200);
    const issued = await ask<administration.IssuedBreakGlass>(
      'issueBreakGlass',
      { ...body, approvalId },
      options,
    );
    expect(issued.status).toBe(200);
    const { code } = issued.body;
    // There is one already, whatever was approved.
    expect(await ask('issueBreakGlass', { ...body, approvalId }, options)).toMatchObject({
      ...{ status: 409, body: { code: 'break-glass.limit' } },
    });

    expect(await logOn('dora', 'wrong')).toMatchObject({ code: 'credentials.wrong' });
    const challenge = expectOutcome(await logOn('dora', OLD), 'challenge');
    expect(challenge.current).toEqual({ method: 'break-glass' });
    const { logonId, challengeId } = challenge;
    expect(await desk.answer(logonId, challengeId, 'ZZZZ-ZZZZ-ZZZZ-ZZZZ')).toMatchObject({
      rejected: 'factor.wrong-code',
    });
    const typed = code.toLowerCase().replaceAll('-', ' ');
    // Everything is proven: an authenticator may be enrolled now, or put off.
    expectOutcome(await desk.answer(logonId, challengeId, typed), 'enroll');
    const second = expectOutcome(await logOn('dora', OLD), 'challenge');
    expect(second.methods).toEqual([{ method: 'email', destination: 'd•••@corp.test' }]);
    expect(await desk.answer(second.logonId, second.challengeId, code)).toMatchObject({
      rejected: 'factor.wrong-code',
    });
  });

  it('is asked for by nobody who approves it: not even who may decide approves their own', async () => {
    const own = await ask<administration.Approval>(
      'requestApproval',
      { action: 'break-glass', user: 'dora', reason },
      { key: otto },
    );
    expect(await decide(own.body.id, otto)).toMatchObject({
      ...{ status: 403, body: { code: 'approval.own' } },
    });
  });
});

describe('resetting factors', () => {
  it('leaves the password alone no first factor, until it is permitted once (R6)', async () => {
    const { server } = company;
    const enrolled = await server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name: 'dora' }),
      {},
    );
    expect(totp.seedOfKeyUri(enrolled.uri)).toHaveLength(totp.SEED_BYTES);
    // Nobody has a mail address in the directory's stead here: the authenticator is all there is.
    const settings = {
      ...POLICY.settings,
      logon: { desktop: { require: 'second-factor', methods: ['totp'] } },
    };
    const verificationId = await verify('dora');
    const target = pathOf('applyPolicy', { policyName: POLICY.name });
    await server.administer('PUT', target, { ...POLICY, settings });
    const options = { key: olga, name: 'dora' };
    const told = nextMail('dora', /help desk removed/);
    const reset = await ask<administration.FactorsReset>(
      'resetFactors',
      { reason, verificationId, factors: 'all' },
      options,
    );
    expect(reset.body.removed).toContain(enrolled.id);
    await told();
    expect(await logOn('dora', OLD)).toMatchObject({ code: 'factor.not-enrolled' });
    const permitted = await ask<administration.FactorsReset>(
      'resetFactors',
      { reason, verificationId, factors: [], permitHours: 1 },
      options,
    );
    expect(permitted.body.permittedUntil).toBeDefined();
    expectOutcome(await logOn('dora', OLD), 'enroll');
  });
});

describe('what was done', () => {
  it('stands in the audit with operator, reason and correlation, and no secret does', async () => {
    const page = await company.server.administer<administration.AuditPage>(
      'GET',
      `${pathOf('listAuditEvents')}?limit=1000`,
    );
    const of = (type: string) => page.events.filter((event) => event.type === type);
    for (const type of [
      ...['caller.verifying', 'password-link.issued', 'break-glass.issued', 'factors.reset'],
      'enrollment.permitted',
    ]) {
      expect(of(type).length).toBeGreaterThan(0);
      for (const event of of(type)) {
        expect(event).toMatchObject({ door: 'help-desk', detail: { reason } });
        expect(event.correlationId).toMatch(/^[0-9a-f]{32}$/);
        expect(event.detail['operatorName']).toMatch(/^(olga|otto)$/);
      }
    }
    const logged = JSON.stringify(page.events) + company.server.logLines.join('');
    for (const { parsed } of company.smtp.mails) {
      const token = /password-link#([A-Za-z0-9_-]{43})/.exec(parsed.text ?? '')?.[1];
      if (token !== undefined) expect(logged).not.toContain(token);
    }
    expect(logged).not.toContain('Another-Horse');
  });
});
