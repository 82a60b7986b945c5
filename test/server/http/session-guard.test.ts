import { request } from 'node:http';

import { BROWSER_HEADER } from '@gatehouse/protocol';
import type { SessionId } from '@gatehouse/protocol';
import { fastify } from 'fastify';

import type { Operator } from '../../../server/src/access/operator.js';
import { ApplicationError } from '../../../server/src/errors/application-error.js';
import { SESSION_COOKIE } from '../../../server/src/http/cookies.js';
import { SessionGuard } from '../../../server/src/http/session-guard.js';
import type { Person } from '../../../server/src/sessions/person.js';

const TOKEN = 'T'.repeat(43);
const HOST = 'gate.corp.test';
const PUBLIC_URL = 'https://sign-in.corp.test/';
const ALICE: Person = {
  principalId: 'corp.test/alice',
  principalName: 'CORP\\alice',
  sessionId: 'ses_0' as SessionId,
  methods: ['totp'],
  authenticatedAt: new Date(0),
};
const OPERATOR: Operator = {
  id: ALICE.principalId,
  name: ALICE.principalName,
  permissions: new Set(['users.read']),
  scope: undefined,
};
const KEY_OPERATOR: Operator = { ...OPERATOR, id: 'key_0', name: 'a key' };

let used: number;
let looked: number;
let roles: Operator | undefined;
const guard = new SessionGuard({
  sessions: {
    require: async (token) => {
      used++;
      if (token !== TOKEN) throw new ApplicationError('session.required');
      return ALICE;
    },
    look: async (token) => {
      looked++;
      if (token !== TOKEN) throw new ApplicationError('session.required');
      return ALICE;
    },
  },
  people: { forPerson: async () => roles },
  publicUrl: () => PUBLIC_URL,
});

/** What the guard makes of a request: whom, or the code of its refusal. */
async function guarded(
  what: 'requirePerson' | 'lookForPerson' | 'findOperator',
  headers: Record<string, string>,
  method: 'GET' | 'POST' | 'DELETE' = 'POST',
): Promise<unknown> {
  const app = fastify();
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/',
    handler: async (asked) => {
      try {
        const byKey = () => Promise.resolve(KEY_OPERATOR);
        return { found: await guard[what](asked, byKey) };
      } catch (error) {
        return { code: (error as ApplicationError).code };
      }
    },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    return await ask(url, method, { host: HOST, ...headers });
  } finally {
    await app.close();
  }
}

function ask(url: string, method: string, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.once('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    outgoing.end();
  });
}

const cookie = `other=1; ${SESSION_COOKIE}=${TOKEN}`;
const page = { cookie, [BROWSER_HEADER]: '1' };

beforeEach(() => {
  used = 0;
  looked = 0;
  roles = OPERATOR;
});

describe('a request with a session', () => {
  test('is of the person whose session it is', async () => {
    expect(await guarded('requirePerson', page)).toMatchObject({
      found: { principalId: ALICE.principalId },
    });
  });

  test.each([
    ['none', {}],
    ['an empty one', { cookie: `${SESSION_COOKIE}=` }],
    ['one that is too long', { cookie: `${SESSION_COOKIE}=${'T'.repeat(200)}` }],
    ['two', { cookie: `${cookie}; ${SESSION_COOKIE}=${TOKEN}` }],
    ['one of another name', { cookie: `x${SESSION_COOKIE}=${TOKEN}` }],
    ['one without the prefix', { cookie: `gatehouse-session=${TOKEN}` }],
  ])('that has %s is of nobody', async (_what, headers: Record<string, string>) => {
    const all = { ...headers, [BROWSER_HEADER]: '1' };
    expect(await guarded('requirePerson', all)).toEqual({ code: 'session.required' });
  });

  test.each([
    ['our own origin', { origin: `https://${HOST}` }],
    ['the public one', { origin: 'https://sign-in.corp.test' }],
    ['our own site', { 'sec-fetch-site': 'same-origin' }],
  ])('from %s is let through', async (_what, headers) => {
    expect(await guarded('requirePerson', { ...page, ...headers })).toHaveProperty('found');
  });

  test.each([
    ['without our header', { [BROWSER_HEADER]: '' }],
    ['from another origin', { origin: 'https://evil.test' }],
    ['from no origin', { origin: 'null' }],
    ['from ours by HTTP', { origin: `http://${HOST}` }],
    ['from another port', { origin: `https://${HOST}:8443` }],
    ['from what begins like ours', { origin: `https://${HOST}.evil.test` }],
    ['from a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['from a link', { 'sec-fetch-site': 'none' }],
  ])('%s changes nothing, and uses no session', async (_what, headers) => {
    for (const method of ['POST', 'DELETE'] as const) {
      const answer = await guarded('requirePerson', { ...page, ...headers }, method);
      expect(answer).toEqual({ code: 'request.cross-site' });
    }
    expect(used).toBe(0);
  });

  test('that changes nothing needs no header: no other origin can read the answer', async () => {
    expect(await guarded('requirePerson', { cookie }, 'GET')).toHaveProperty('found');
  });
});

describe('a look at a session', () => {
  test('is no use of it', async () => {
    expect(await guarded('lookForPerson', { cookie }, 'GET')).toMatchObject({
      found: { principalId: ALICE.principalId },
    });
    expect({ used, looked }).toEqual({ used: 0, looked: 1 });
  });

  test('is held to the same cookie, header and origin', async () => {
    const required = { code: 'session.required' };
    expect(await guarded('lookForPerson', {}, 'GET')).toEqual(required);
    const wrong = { cookie: `${SESSION_COOKIE}=${'U'.repeat(43)}` };
    expect(await guarded('lookForPerson', wrong, 'GET')).toEqual(required);
    looked = 0;
    const foreign = { ...page, origin: 'https://evil.test' };
    expect(await guarded('lookForPerson', foreign)).toEqual({ code: 'request.cross-site' });
    expect(looked).toBe(0);
  });
});

describe('an operation of administrators', () => {
  test('is of the operator that the person is', async () => {
    expect(await guarded('findOperator', page)).toMatchObject({
      found: { id: OPERATOR.id, authenticatedAt: ALICE.authenticatedAt.toISOString() },
    });
  });

  test('is refused to whoever has no role', async () => {
    roles = undefined;
    expect(await guarded('findOperator', page)).toEqual({ code: 'access.forbidden' });
  });

  test('is refused from another origin', async () => {
    const headers = { ...page, origin: 'https://evil.test' };
    expect(await guarded('findOperator', headers)).toEqual({ code: 'request.cross-site' });
  });

  test('with a key goes by the key, whatever the cookies are', async () => {
    const headers = { ...page, authorization: 'Bearer ghk_x' };
    const byKey = { found: { id: KEY_OPERATOR.id } };
    expect(await guarded('findOperator', headers)).toMatchObject(byKey);
    expect(await guarded('findOperator', {})).toMatchObject(byKey);
    expect(used).toBe(0);
  });
});
