import { randomBytes } from 'node:crypto';

import {
  ANSWERS_PURPOSE,
  AUTHENTICATOR_PURPOSE,
  AuthenticatorStarted,
  NONCE_BYTES,
  NewAuthenticator,
  generateSealingKey,
  importSealingKey,
  openMessage,
  pathOf,
  sealMessage,
  totp,
} from '@gatehouse/protocol';
import type { Enroll } from '@gatehouse/protocol';

import { openDatabase } from '../../../server/src/storage/database.js';
import { FakeMailer } from '../../fakes/fake-mailer.js';
import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { readVerdict } from '../../support/workstation.js';
import type { TestWorkstation } from '../../support/workstation.js';

const mailer = new FakeMailer();
let gatehouse: TestGatehouse;
let workstation: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ mailer });
  workstation = await gatehouse.join();
  const settings = {
    logon: { desktop: { methods: ['email'] } },
    answers: { shares: 2, threshold: 1 },
    enrollment: { required: ['totp', 'answers'] },
  };
  const assign = { everyone: true };
  const document = { name: 'everyone', assign, settings };
  const path = pathOf('applyPolicy', { policyName: 'everyone' });
  await gatehouse.server.administer('PUT', path, document);
});
afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
});

/** Proves password and mailed code of a new user. */
async function enrolling(name: string): Promise<Enroll> {
  const mail = `${name}@corp.test`;
  await gatehouse.server.administer('POST', pathOf('addUser'), { name, mail, password: PASSWORD });
  const first = await workstation.begin(name, PASSWORD);
  if (first.outcome !== 'challenge') throw new Error(JSON.stringify(first));
  const code = mailer.codeTo(mail);
  const verdict = await workstation.answer(first.logonId, first.challengeId, code);
  if (verdict.outcome !== 'enroll') throw new Error(JSON.stringify(verdict));
  return verdict;
}

async function startAuthenticator(logonId: string, from = workstation) {
  const pair = await generateSealingKey();
  const replyKey = Buffer.from(pair.publicKey).toString('base64url');
  const answer = await from.call('POST', pathOf('startAuthenticator', { logonId }), { replyKey });
  return { answer, key: await importSealingKey(pair.privateKey) };
}

async function sealedAnswers(
  logonId: string,
  nonce: string,
  { keyId = workstation.serverKeys?.sealingKey.id ?? '', password = PASSWORD } = {},
) {
  const answers = [
    { id: 'first-concert', answer: 'Die Toten Hosen' },
    { id: 'dream-job', answer: 'Astronautin' },
  ];
  const message = { password: Buffer.from(password).toString('base64url'), answers };
  const publicKey = Buffer.from(workstation.serverKeys?.sealingKey.publicKey ?? '', 'base64url');
  const context = [workstation.id, logonId, nonce];
  const bytes = Buffer.from(JSON.stringify(message));
  const binding = { purpose: ANSWERS_PURPOSE, context } as const;
  return { action: 'answers', sealed: await sealMessage(bytes, { keyId, publicKey }, binding) };
}

async function enrollAnswers(logonId: string, options = {}, sealedFor?: string) {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const body = await sealedAnswers(sealedFor ?? logonId, nonce, options);
  const path = pathOf('enroll', { logonId });
  return workstation.send(await workstation.prepare('POST', path, body, { nonce }));
}

test('an authenticator and answers are enrolled with everything secret sealed', async () => {
  const { logonId, step } = await enrolling('alice');
  expect(step.what).toBe('totp');
  const { answer, key } = await startAuthenticator(logonId);
  expect(answer.status).toBe(200);
  const binding = { purpose: AUTHENTICATOR_PURPOSE, context: [logonId] } as const;
  const opened = await openMessage(AuthenticatorStarted.parse(answer.body).sealed, key, binding);
  const { uri, secret } = NewAuthenticator.parse(JSON.parse(Buffer.from(opened).toString()));
  const seed = totp.seedOfKeyUri(uri);
  expect(secret).toBe(totp.seedText(seed));

  const code = { action: 'totp', code: currentCode(seed) };
  const next = readVerdict(await workstation.call('POST', pathOf('enroll', { logonId }), code));
  expect(next).toMatchObject({ outcome: 'enroll', step: { what: 'answers' }, steps: 1 });
  expect(readVerdict(await enrollAnswers(logonId))).toMatchObject({ outcome: 'granted' });
  const log = gatehouse.server.logLines.join('');
  for (const text of [PASSWORD, secret, 'Astronautin']) expect(log).not.toContain(text);
});

test('R42: a step that is not open is refused, and the logon stays as it is', async () => {
  const { logonId } = await enrolling('bob');
  const refused = { status: 400, body: { code: 'request.malformed' } };
  expect(await enrollAnswers(logonId)).toMatchObject(refused);
  const other = await gatehouse.join();
  expect((await startAuthenticator(logonId, other)).answer).toMatchObject(refused);
  const path = pathOf('enroll', { logonId });
  expect((await other.call('POST', path, { action: 'postpone' })).body).toMatchObject({
    outcome: 'denied',
    code: 'challenge.unknown',
  });
  expect((await startAuthenticator(logonId)).answer.status).toBe(200);
  const postponed = await workstation.call('POST', path, { action: 'postpone' });
  expect(postponed.body).toMatchObject({ outcome: 'granted' });
});

test('a reply key that is none is malformed, and the step stays open', async () => {
  const { logonId } = await enrolling('dora');
  const path = pathOf('startAuthenticator', { logonId });
  const replyKey = Buffer.alloc(32).toString('base64url');
  expect(await workstation.call('POST', path, { replyKey })).toMatchObject({
    ...{ status: 400, body: { code: 'request.malformed', detail: 'replyKey: not a key' } },
  });
  expect((await startAuthenticator(logonId)).answer.status).toBe(200);
});

test('answers open only for their logon, and with a key that the server has', async () => {
  const { logonId } = await enrolling('carol');
  const elsewhere = 'lgn_00000000000000000000000000';
  expect(await enrollAnswers(logonId, {}, elsewhere)).toMatchObject({
    status: 400,
    body: { code: 'sealed.unreadable' },
  });
  expect(await enrollAnswers(logonId, { keyId: 'srk_unknown' })).toMatchObject({
    status: 409,
    body: { code: 'sealed.unknown-key' },
  });
});

test('R6: a password that an administrator sets makes no idle account one that is in use', async () => {
  const { server } = gatehouse;
  const users = ['idle', 'busy'];
  const settings = {
    logon: { desktop: { methods: ['totp'] } },
    enrollment: { required: ['totp'], firstProof: 'password', idleDays: 30 },
  };
  const document = { name: 'by-password', priority: 1, assign: { users }, settings };
  await server.administer('PUT', pathOf('applyPolicy', { policyName: 'by-password' }), document);
  for (const name of users) {
    await server.administer('POST', pathOf('addUser'), { name, password: PASSWORD });
  }
  const connections = openDatabase(gatehouse.database);
  await connections.pool.query(
    "UPDATE local_users SET password_changed_at = now() - interval '31 days' WHERE name = 'idle'",
  );
  await connections.close();
  const password = 'a newer horse battery';
  for (const name of users)
    await server.administer('PUT', pathOf('setPassword', { name }), { password });
  expect(await workstation.begin('busy', password)).toMatchObject({ outcome: 'enroll' });
  expect(await workstation.begin('idle', password)).toMatchObject({
    outcome: 'denied',
    code: 'factor.not-enrolled',
  });
});
