import { randomBytes } from 'node:crypto';

import {
  CHANGED_PASSWORD_PURPOSE,
  NEW_PASSWORD_PURPOSE,
  NONCE_BYTES,
  pathOf,
  sealMessage,
} from '@gatehouse/protocol';
import type { Granted, MessageBinding, administration } from '@gatehouse/protocol';

import { PASSWORD, currentCode, startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { PreparedRequest, TestWorkstation } from '../../support/workstation.js';

const NEW_PASSWORD = 'another horse, another battery';

let gatehouse: TestGatehouse;
let workstation: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse[Symbol.asyncDispose]();
});

/** A granted logon of a new user, that is there to change the password. */
async function granted(name: string): Promise<Granted> {
  const { seed } = await gatehouse.addUser(name);
  const begun = await workstation.begin(name, PASSWORD, { scenario: 'change-password' });
  if (begun.outcome !== 'challenge') throw new Error(JSON.stringify(begun));
  const code = currentCode(seed);
  const verdict = await workstation.answer(begun.logonId, begun.challengeId, code);
  if (verdict.outcome !== 'granted') throw new Error(JSON.stringify(verdict));
  return verdict;
}

interface Telling {
  by?: TestWorkstation;
  password?: string;
  sealedFor?: string;
  purpose?: MessageBinding['purpose'];
  keyId?: string;
}

async function prepare(logonId: string, telling: Telling = {}): Promise<PreparedRequest> {
  const { by = workstation, password = NEW_PASSWORD, sealedFor = logonId } = telling;
  const { purpose = CHANGED_PASSWORD_PURPOSE } = telling;
  const key = by.serverKeys!.sealingKey;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const sealed = await sealMessage(
    Buffer.from(password),
    { keyId: telling.keyId ?? key.id, publicKey: Buffer.from(key.publicKey, 'base64url') },
    { purpose, context: [by.id, sealedFor, nonce] },
  );
  return by.prepare('POST', pathOf('passwordChanged', { logonId }), { sealed }, { nonce });
}

async function told(name: string): Promise<administration.AuditEvent[]> {
  const path = `/api/v1/audit/events?limit=1000&principal=${encodeURIComponent(`LOCAL\\${name}`)}`;
  const { events } = await gatehouse.server.administer<administration.AuditPage>('GET', path);
  return events.filter(({ type }) => type.startsWith('password.change'));
}

/** As a workstation does through Windows. */
function change(name: string) {
  const path = pathOf('setPassword', { name });
  return gatehouse.server.administer('PUT', path, { password: NEW_PASSWORD });
}

test('a changed password is believed when the directory takes it, and the answer is signed', async () => {
  const { logonId, rules } = await granted('alice');
  expect(rules).toEqual([
    { code: 'password.length', value: 15 },
    { code: 'password.personal' },
    { code: 'password.similar', value: 3 },
    { code: 'password.history', value: 1 },
  ]);
  await change('alice');
  const request = await prepare(logonId);
  const answer = await workstation.send(request);
  expect(answer).toMatchObject({ status: 200, body: { accepted: true } });
  expect(workstation.isSigned(answer, request)).toBe(true);
  expect(await told('alice')).toMatchObject([
    { type: 'password.changed', door: 'desktop', workstationId: workstation.id },
  ]);

  // The very request again, and the same said once more.
  expect(await workstation.send(request)).toMatchObject({
    ...{ status: 401, body: { code: 'signature.replayed' } },
  });
  expect(await workstation.send(await prepare(logonId))).toMatchObject({ status: 200 });
  expect(await told('alice')).toHaveLength(1);
});

test('what is not believed is accepted as well: nobody learns whether a password is right', async () => {
  const { logonId } = await granted('bob');
  const accepted = { status: 200, body: { accepted: true } };
  const guess = await prepare(logonId, { password: 'a guess at it' });
  expect(await workstation.send(guess)).toMatchObject(accepted);
  expect(await told('bob')).toMatchObject([{ code: 'credentials.wrong' }]);

  const nobody = await prepare('lgn_00000000000000000000000000');
  expect(await workstation.send(nobody)).toMatchObject(accepted);
  const other = await gatehouse.join();
  const foreign = await prepare(logonId, { by: other });
  expect(await other.send(foreign)).toMatchObject(accepted);
  const empty = await prepare(logonId, { password: '' });
  expect(await workstation.send(empty)).toMatchObject(accepted);
  expect(await told('bob')).toHaveLength(1);
});

test.each([
  ['another logon', { sealedFor: 'lgn_00000000000000000000000000' }, 400, 'sealed.unreadable'],
  ['another purpose', { purpose: NEW_PASSWORD_PURPOSE }, 400, 'sealed.unreadable'],
  ['a key that the server has not', { keyId: 'srk_unknown' }, 409, 'sealed.unknown-key'],
] as const)('a password that is sealed for %s is not opened', async (_, spoilt, status, code) => {
  const request = await prepare('lgn_10000000000000000000000000', spoilt);
  expect(await workstation.send(request)).toMatchObject({ status, body: { code } });
});

test.each([
  ['no body', undefined],
  ['a password that is not sealed', { password: NEW_PASSWORD }],
  ['something more', { sealed: { enc: 'AA', ciphertext: 'AA' }, more: true }],
  ['a seal that is too long', { sealed: { enc: 'AA', ciphertext: 'A'.repeat(60_000) } }],
])('%s is malformed', async (_, body) => {
  const path = pathOf('passwordChanged', { logonId: 'lgn_00000000000000000000000000' });
  expect(await workstation.call('POST', path, body)).toMatchObject({
    ...{ status: 400, body: { code: 'request.malformed' } },
  });
});

test('a name that is no logon is malformed', async () => {
  const request = await prepare('x');
  expect(await workstation.send(request)).toMatchObject({
    ...{ status: 400, body: { code: 'request.malformed' } },
  });
});

test('no password is in the log or in the audit', async () => {
  const events = await gatehouse.server.administer('GET', '/api/v1/audit/events?limit=1000');
  const written = JSON.stringify(events) + gatehouse.server.logLines.join('');
  for (const secret of [NEW_PASSWORD, PASSWORD, 'a guess at it']) {
    expect(written).not.toContain(secret);
  }
});
