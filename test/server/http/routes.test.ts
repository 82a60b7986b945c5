import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { connect } from 'node:tls';

import { ENDPOINTS, PROBLEM_MEDIA_TYPE, formatTraceparent, pathOf } from '@gatehouse/protocol';
import type { CorrelationId } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { TestServer } from '../../support/server.js';

const UNLIMITED = { guesses: 100_000, public: 100_000, administrator: 100_000 };

let gatehouse: TestGatehouse | undefined;
let agent: Agent;

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ rateLimits: UNLIMITED });
  agent = new Agent({ keepAlive: true, ca: gatehouse.server.running.authority! });
});
afterAll(async () => {
  agent.destroy();
  await gatehouse?.[Symbol.asyncDispose]();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

function ask(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer; server?: TestServer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = requestHttps(
      {
        host: '127.0.0.1',
        port: (options.server ?? gatehouse!.server).running.port,
        method,
        path,
        headers: options.headers ?? {},
        agent,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>,
          }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(options.body);
  });
}

const json = { 'content-type': 'application/json' };
const PROTECTED = Object.values(ENDPOINTS).filter(
  ({ audience }) => audience !== 'public' && audience !== 'browser',
);
const filled = (path: string) => path.replaceAll(/:[A-Za-z]+/g, 'x');

test('R23: no route that is not public answers without a key or a signature', async () => {
  for (const { method, path } of PROTECTED) {
    const answer = await ask(method, filled(path));
    expect([path, answer.status]).toEqual([path, 401]);
    expect(answer.headers['content-type']).toBe(PROBLEM_MEDIA_TYPE);
  }
});

const DISGUISES: Record<string, (path: string) => string> = {
  'a trailing slash': (path) => `${path}/`,
  'doubled slashes': (path) => `/${path}`,
  'doubled slashes inside': (path) => path.replace('/v1/', '/v1//'),
  '..;/': (path) => `/health/..;${path}`,
  'an encoded slash': (path) => path.replace('/v1/', '/v1%2f'),
  dots: (path) => `/health/..${path}`,
  'encoded dots': (path) => `/health/%2e%2e${path}`,
  capitals: (path) => path.toUpperCase(),
  'an encoded letter': (path) => path.replace('/api', '/%61pi'),
  'a semicolon': (path) => `${path};x=1`,
  'a null byte': (path) => `${path}%00`,
  'a suffix': (path) => `${path}.json`,
  'a fragment of a public path': (path) => `${path}?/health/live`,
};

test.each(Object.keys(DISGUISES))('R23: no protected path answers behind %s', async (kind) => {
  for (const { method, path } of PROTECTED) {
    const { status } = await ask(method, DISGUISES[kind]!(filled(path)));
    expect([path, [400, 401, 404].includes(status)]).toEqual([path, true]);
  }
});

test('R23: no route answers to a method that it does not have', async () => {
  for (const { path } of Object.values(ENDPOINTS)) {
    const methods = new Set<string>(
      Object.values(ENDPOINTS).flatMap((other) => (other.path === path ? [other.method] : [])),
    );
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']) {
      if (methods.has(method)) continue;
      const { status } = await ask(method, filled(path));
      // `tokens` is also a workstation's place in another route, which refuses for want of a key.
      expect([method, path, [401, 404].includes(status)]).toEqual([method, path, true]);
    }
  }
});

test.each(['Bearer', 'Bearer x', 'Basic Og==', `Bearer ghk_${'A'.repeat(43)}`, 'bearer ghk_'])(
  'the authorization %p is not an API key',
  async (authorization) => {
    const answer = await ask('GET', '/api/v1/api-keys', { headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'api-key.invalid' } });
  },
);

test('a path that nobody has is a problem with a correlation id', async () => {
  const answer = await ask('GET', '/nothing');
  expect(answer).toMatchObject({ status: 404, body: { code: 'request.not-found', status: 404 } });
  expect(answer.body['correlationId']).toMatch(/^[0-9a-f]{32}$/);
});

test("the caller's correlation id comes back, a malformed one is replaced", async () => {
  const given = randomBytes(16).toString('hex');
  const traceparent = formatTraceparent(given as CorrelationId, randomBytes(8));
  const answer = await ask('GET', '/nothing', { headers: { traceparent } });
  expect(answer.body['correlationId']).toBe(given);
  expect(answer.headers['traceparent']).toContain(given);
  const other = await ask('GET', '/nothing', { headers: { traceparent: "00-'; DROP TABLE-1-01" } });
  expect(other.body['correlationId']).toMatch(/^[0-9a-f]{32}$/);
});

const BOOTSTRAP = '/api/v1/administrators/bootstrap';

test('a body that is too large is refused before it is read', async () => {
  const body = Buffer.alloc(70_000, ' ');
  expect(await ask('POST', BOOTSTRAP, { headers: json, body })).toMatchObject({
    status: 413,
    body: { code: 'request.too-large' },
  });
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/html',
])('a body of type %s is refused', async (type) => {
  const answer = await ask('POST', BOOTSTRAP, { headers: { 'content-type': type }, body: '{}' });
  expect(answer).toMatchObject({ status: 415, body: { code: 'request.media-type' } });
});

test.each([
  ['no body', ''],
  ['no JSON', '{'],
  ['an array', '[]'],
  ['null', 'null'],
  ['a member too many', '{"code":"a","label":"b","admin":true}'],
  ['a prototype', '{"code":"a","label":"b","__proto__":{"x":1}}'],
  ['a wrong type', '{"code":["a"],"label":"b"}'],
  ['a member twice removed', '{"label":"b"}'],
])('R26: a body with %s is malformed', async (_what, body) => {
  const answer = await ask('POST', BOOTSTRAP, { headers: json, body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
});

test('R26: a body that is not UTF-8 is malformed', async () => {
  const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]);
  expect(await ask('POST', BOOTSTRAP, { headers: json, body })).toMatchObject({ status: 400 });
});

test('a malformed body is told by its members and never repeated', async () => {
  const answer = await ask('POST', BOOTSTRAP, {
    headers: json,
    body: '{"code":{"secret":"canary-7f3a"},"label":"b"}',
  });
  expect(answer.body['detail']).toContain('code');
  expect(JSON.stringify(answer.body)).not.toContain('canary');
  expect(gatehouse!.server.logLines.join('')).not.toContain('canary');
});

test('R28: several addresses, lists and headers are no address', async () => {
  await gatehouse!.addUser('alice');
  const path = '/api/v1/users/alice/factors/email';
  for (const address of [
    ['a@corp.test', 'b@evil.test'],
    'a@corp.test,b@evil.test',
    'a@corp.test;b@evil.test',
    'a@corp.test b@evil.test',
    'a@corp.test\r\nBcc: b@evil.test',
    '<a@corp.test>, <b@evil.test>',
    '',
  ]) {
    const answer = await gatehouse!.server.ask('POST', path, { address });
    expect([address, answer.status]).toEqual([address, 400]);
  }
});

test('answers say that they are not for browsers or caches', async () => {
  const { headers } = await ask('GET', '/health/live');
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  });
  expect(headers['strict-transport-security']).toMatch(/max-age=\d+/);
  expect(headers['x-powered-by']).toBeUndefined();
  expect(headers['server']).toBeUndefined();
});

test('bytes that are not HTTP are answered without a word about us', async () => {
  const socket = connect({
    host: '127.0.0.1',
    port: gatehouse!.server.running.port,
    ca: gatehouse!.server.running.authority!,
  });
  socket.write('\u0000\u0001 nonsense\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => socket.once('close', resolve));
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 400 |^$/);
});

test('the OpenAPI document describes every operation, and who may call it', async () => {
  const { body } = await ask('GET', '/api/v1/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, { operationId: string }>> };
  const ids = Object.values(paths).flatMap((path) => Object.values(path).map((o) => o.operationId));
  expect(ids.sort()).toEqual(Object.keys(ENDPOINTS).sort());
});

describe('R43: forwarded addresses', () => {
  const sources = async (server: TestServer, forwarded: string) => {
    const correlation = randomBytes(16).toString('hex');
    await ask('POST', BOOTSTRAP, {
      server,
      headers: {
        ...json,
        traceparent: `00-${correlation}-${'1'.repeat(16)}-01`,
        'x-forwarded-for': forwarded,
      },
      body: '{"code":"WRONG","label":"x"}',
    });
    const page = await server.administer<{ events: { source?: string }[] }>(
      'GET',
      `/api/v1/audit/events?correlation=${correlation}`,
    );
    return page.events.map(({ source }) => source);
  };

  test('are ignored from anyone who is not a listed proxy', async () => {
    expect(await sources(gatehouse!.server, '203.0.113.9')).toEqual(['127.0.0.1']);
  });

  test('are believed from a listed proxy, unless they are nonsense', async () => {
    const node = await gatehouse!.startNode(
      { rateLimits: UNLIMITED },
      { GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1' },
    );
    expect(await sources(node, '203.0.113.9')).toEqual(['203.0.113.9']);
    expect(await sources(node, 'a')).toEqual(['127.0.0.1']);
    expect(await sources(node, '127.0.0.1, a')).toEqual(['127.0.0.1']);
  });
});

test('guesses are limited by address', async () => {
  const node = await gatehouse!.startNode({ rateLimits: { guesses: 3 } });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) {
    const answer = await ask('POST', BOOTSTRAP, {
      server: node,
      headers: json,
      body: '{"code":"WRONG","label":"x"}',
    });
    statuses.push(answer.status);
    if (answer.status === 429) expect(answer.body['code']).toBe('rate.limited');
  }
  expect(statuses).toEqual([403, 403, 403, 429, 429]);
});

describe('whoever is turned away is counted as well', () => {
  const LIMIT = 3;
  const statusesOf = async (count: number, one: () => Promise<{ status: number }>) => {
    const statuses: number[] = [];
    for (let at = 0; at < count; at++) statuses.push((await one()).status);
    return statuses;
  };

  test('with a wrong session', async () => {
    const node = await gatehouse!.startNode({ rateLimits: { session: LIMIT } });
    const headers = {
      cookie: `__Host-gatehouse-session=${'A'.repeat(43)}`,
      'gatehouse-request': '1',
    };
    const me = () => ask('GET', pathOf('showMe'), { server: node, headers });
    expect(await statusesOf(5, me)).toEqual([401, 401, 401, 429, 429]);
  });

  test('from a page that is not ours', async () => {
    const node = await gatehouse!.startNode({ rateLimits: { browser: LIMIT } });
    const begin = () =>
      ask('POST', pathOf('beginWebSelfService'), { server: node, headers: json, body: '{}' });
    expect(await statusesOf(5, begin)).toEqual([403, 403, 403, 429, 429]);
  });

  test('with a key that nobody has', async () => {
    const node = await gatehouse!.startNode({ rateLimits: { administrator: LIMIT } });
    const headers = { authorization: 'Bearer ghk_wrong' };
    const list = () => ask('GET', pathOf('listAuditEvents'), { server: node, headers });
    expect(await statusesOf(5, list)).toEqual([401, 401, 401, 429, 429]);
  });

  test('with a key that may not, which is audited no more often', async () => {
    const node = await gatehouse!.startNode({ rateLimits: { administrator: LIMIT } });
    const { id, secret } = await gatehouse!.server.administer<{ id: string; secret: string }>(
      'POST',
      pathOf('createApiKey'),
      { label: 'low', permissions: ['users.read'] },
    );
    const headers = { authorization: `Bearer ${secret}` };
    const list = () => ask('GET', pathOf('listAuditEvents'), { server: node, headers });
    expect(await statusesOf(8, list)).toEqual([403, 403, 403, 429, 429, 429, 429, 429]);
    const { events } = await gatehouse!.server.administer<{
      events: { type: string; detail?: Record<string, unknown> }[];
    }>('GET', `${pathOf('listAuditEvents')}?from=end&limit=100`);
    const refused = events.filter(
      ({ type, detail }) => type === 'access.refused' && detail?.['operator'] === id,
    );
    expect(refused).toHaveLength(LIMIT);
  });
});
