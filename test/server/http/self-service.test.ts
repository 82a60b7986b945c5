import { randomBytes } from 'node:crypto';

import {
  ANSWERS_PURPOSE,
  NEW_PASSWORD_PURPOSE,
  NONCE_BYTES,
  SELF_SERVICE_ANSWERS_PURPOSE,
  SelfServiceVerdict,
  pathOf,
  sealMessage,
} from '@gatehouse/protocol';
import type { EndpointName, MessageBinding, PolicyDocument } from '@gatehouse/protocol';

import { Authenticator } from '../../support/authenticator.js';
import { PASSWORD, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { readVerdict } from '../../support/workstation.js';
import type { Answer, PreparedRequest, TestWorkstation } from '../../support/workstation.js';

const NEW_PASSWORD = 'another horse, another battery';
const ANSWERS = [
  { id: 'first-concert', answer: 'Kraftwerk in Düsseldorf' },
  { id: 'first-meal', answer: 'pancakes' },
];

let gatehouse: TestGatehouse;
let workstation: TestWorkstation;
let authenticator: Authenticator;

async function applyPolicy(settings: PolicyDocument['settings']): Promise<void> {
  await gatehouse.server.administer('PUT', '/api/v1/policies/everyone', {
    ...{ name: 'everyone', assign: { everyone: true }, settings },
  });
}

/** Seals something for one request about a logon or a self-service, and prepares that request. */
async function prepareSealed(
  endpoint: EndpointName,
  [parameter, id]: ['sessionId' | 'logonId', string],
  message: Uint8Array,
  purpose: MessageBinding['purpose'],
  wrap: (sealed: unknown) => unknown = (sealed) => ({ sealed }),
): Promise<PreparedRequest> {
  const { id: keyId, publicKey } = workstation.serverKeys!.sealingKey;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const sealed = await sealMessage(
    message,
    { keyId, publicKey: Buffer.from(publicKey, 'base64url') },
    { purpose, context: [workstation.id, id, nonce] },
  );
  return workstation.prepare('POST', pathOf(endpoint, { [parameter]: id }), wrap(sealed), {
    nonce,
  });
}

function verdictOf(answer: Answer): SelfServiceVerdict {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.raw.toString()}`);
  return SelfServiceVerdict.parse(answer.body);
}

async function begin(name: string, purpose = 'reset'): Promise<SelfServiceVerdict> {
  const body = { name, purpose, scenario: 'logon', remote: false, language: 'de-DE' };
  return verdictOf(await workstation.call('POST', pathOf('beginSelfService'), body));
}

async function answerQuestions(sessionId: string, answers: unknown): Promise<SelfServiceVerdict> {
  const message = Buffer.from(JSON.stringify(answers));
  const purpose = SELF_SERVICE_ANSWERS_PURPOSE;
  const target = ['sessionId', sessionId] as const;
  return verdictOf(
    await workstation.send(await prepareSealed('answerQuestions', [...target], message, purpose)),
  );
}

function prepareReset(sessionId: string, password: string): Promise<PreparedRequest> {
  const message = Buffer.from(password);
  return prepareSealed('resetPassword', ['sessionId', sessionId], message, NEW_PASSWORD_PURPOSE);
}

function expectOutcome<O extends SelfServiceVerdict['outcome']>(
  verdict: SelfServiceVerdict,
  outcome: O,
): Extract<SelfServiceVerdict, { outcome: O }> {
  if (verdict.outcome !== outcome) throw new Error(JSON.stringify(verdict));
  return verdict as Extract<SelfServiceVerdict, { outcome: O }>;
}

/** A logon of Alice to its grant; enrols her answers where that is demanded. */
async function logOn(password: string): Promise<string> {
  const begun = await workstation.begin('alice', password);
  if (begun.outcome !== 'challenge') return begun.outcome;
  const code = await authenticator.nextCode();
  const verdict = await workstation.answer(begun.logonId, begun.challengeId, code);
  if (verdict.outcome !== 'enroll') return verdict.outcome;
  const contents = { password: Buffer.from(password).toString('base64url'), answers: ANSWERS };
  const request = await prepareSealed(
    'enroll',
    ['logonId', verdict.logonId],
    Buffer.from(JSON.stringify(contents)),
    ANSWERS_PURPOSE,
    (sealed) => ({ action: 'answers', sealed }),
  );
  return readVerdict(await workstation.send(request)).outcome;
}

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
  await gatehouse.server.administer('POST', '/api/v1/users', { name: 'alice', password: PASSWORD });
  const path = '/api/v1/users/alice/factors/totp';
  const { uri } = await gatehouse.server.administer<{ uri: string }>('POST', path, {});
  authenticator = new Authenticator(uri);
  await applyPolicy({
    answers: { shares: 2, threshold: 2 },
    enrollment: { required: ['answers'], postponements: 0, firstProof: 'factor' },
  });
}, 120_000);
afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
});

test('who enrolled answers resets the password with them and a code, and logs on with the new one', async () => {
  expect(await logOn(PASSWORD)).toBe('granted');

  const asked = expectOutcome(await begin('alice'), 'questions');
  expect(asked.optional.map(({ id }) => id).sort()).toEqual(['first-concert', 'first-meal']);
  expect(asked.optional[0]?.text).toMatch(/^Welches/);
  const wrong = ANSWERS.map(({ id }) => ({ id, answer: 'no idea' }));
  expect(await answerQuestions(asked.sessionId, wrong)).toMatchObject({
    outcome: 'questions',
    rejected: 'answers.wrong',
  });
  const challenge = expectOutcome(await answerQuestions(asked.sessionId, ANSWERS), 'challenge');
  const { sessionId, challengeId } = challenge;
  const body = { challengeId, code: await authenticator.nextCode() };
  const codes = pathOf('answerSelfServiceCode', { sessionId });
  const chosen = verdictOf(await workstation.call('POST', codes, body));
  expect(chosen).toMatchObject({
    outcome: 'new-password',
    rules: [
      { code: 'password.length', value: 15 },
      { code: 'password.personal' },
      { code: 'password.history', value: 1 },
    ],
  });
  const short = await workstation.send(await prepareReset(sessionId, 'short'));
  expect(verdictOf(short)).toMatchObject({
    rejected: [{ code: 'password.length', value: 15 }],
  });
  const request = await prepareReset(sessionId, NEW_PASSWORD);
  const answer = await workstation.send(request);
  expect(verdictOf(answer)).toMatchObject({
    outcome: 'done',
    account: { samAccountName: 'alice', netbiosDomain: 'LOCAL' },
  });
  // Nobody believes an answer that the server did not sign.
  expect(workstation.isSigned(answer, request)).toBe(true);

  expect(await workstation.begin('alice', PASSWORD)).toMatchObject({ code: 'credentials.wrong' });
  expect((await workstation.begin('alice', NEW_PASSWORD)).outcome).toBe('challenge');
}, 60_000);

test('R38: a name that nobody has is asked as many questions, and gets nowhere', async () => {
  const asked = expectOutcome(await begin('nobody-of-that-name'), 'questions');
  const known = expectOutcome(await begin('alice'), 'questions');
  expect(asked.optional).toHaveLength(known.optional.length);
  expect(Object.keys(asked)).toEqual(Object.keys(known));
  const answers = asked.optional.map(({ id }) => ({ id, answer: 'anything' }));
  expect(await answerQuestions(asked.sessionId, answers)).toMatchObject({
    outcome: 'questions',
    rejected: 'answers.wrong',
  });
});

describe('a sealed message', () => {
  test.each([
    ['is bound to its session', 'another'],
    ['is bound to what it is for', 'purpose'],
    ['is of the shape that is expected', 'shape'],
  ])('%s', async (_name, spoilt) => {
    const mine = expectOutcome(await begin('alice'), 'questions');
    const other = expectOutcome(await begin('alice'), 'questions');
    const message = Buffer.from(JSON.stringify(spoilt === 'shape' ? { id: 1 } : ANSWERS));
    const purpose = spoilt === 'purpose' ? NEW_PASSWORD_PURPOSE : SELF_SERVICE_ANSWERS_PURPOSE;
    const sealedFor = spoilt === 'another' ? other.sessionId : mine.sessionId;
    const request = await prepareSealed(
      'answerQuestions',
      ['sessionId', sealedFor],
      message,
      purpose,
    );
    const nonce = /nonce="([^"]+)"/.exec(request.headers['signature-input'] ?? '')?.[1];
    const path = pathOf('answerQuestions', { sessionId: mine.sessionId });
    const sent = await workstation.prepare('POST', path, JSON.parse(request.body.toString()), {
      nonce: nonce!,
    });
    const answer = await workstation.send(sent);
    const code = spoilt === 'shape' ? 'request.malformed' : 'sealed.unreadable';
    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});

test('no password, answer or code is in the log or in the audit', async () => {
  const events = await gatehouse.server.administer('GET', '/api/v1/audit/events?limit=500');
  const written = JSON.stringify(events) + gatehouse.server.logLines.join('');
  for (const secret of [NEW_PASSWORD, PASSWORD, ...ANSWERS.map(({ answer }) => answer)]) {
    expect(written).not.toContain(secret);
  }
  expect(written).toContain('password.reset');
});

test('a session is cancelled', async () => {
  const { sessionId } = expectOutcome(await begin('alice'), 'questions');
  const path = pathOf('cancelSelfService', { sessionId });
  expect(await workstation.call('POST', path)).toMatchObject({ body: { accepted: true } });
  expect(await answerQuestions(sessionId, ANSWERS)).toMatchObject({ code: 'self-service.unknown' });
});
