import { randomBytes } from 'node:crypto';

import { PROBLEM_MEDIA_TYPE, formatId, pathOf } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import type { PreparedRequest, TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
let workstation: TestWorkstation;
let other: TestWorkstation;

beforeAll(async () => {
  gatehouse = await startTestGatehouse();
  workstation = await gatehouse.join();
  other = await gatehouse.join();
});
afterAll(async () => {
  await gatehouse?.[Symbol.asyncDispose]();
});

const STATUS = pathOf('desktopStatus');
const CANCEL = pathOf('cancelLogon', { logonId: `lgn_${'0'.repeat(26)}` });
const REPORT = pathOf('reportLogon', { logonId: `lgn_${'0'.repeat(26)}` });

async function expectRefusal(request: PreparedRequest, code: string) {
  const answer = await workstation.send(request);
  expect(answer.body).toMatchObject({ code });
  expect(answer.status).toBe(401);
  expect(answer.headers['content-type']).toBe(PROBLEM_MEDIA_TYPE);
  expect(workstation.isSigned(answer, request)).toBe(true);
}

test('a signed request is answered, and the answer is signed for just that request', async () => {
  const request = await workstation.prepare('GET', STATUS);
  const answer = await workstation.send(request);
  expect(answer.status).toBe(200);
  expect(workstation.isSigned(answer, request)).toBe(true);
  const another = await workstation.prepare('GET', STATUS);
  expect(workstation.isSigned(answer, another)).toBe(false);
});

test('an unsigned request is refused', async () => {
  await expectRefusal(
    { method: 'GET', path: STATUS, body: Buffer.alloc(0), headers: {} },
    'signature.missing',
  );
});

const SPOILT: Record<string, (request: PreparedRequest) => PreparedRequest> = {
  'another body': (request) => ({ ...request, body: Buffer.from('{"ntStatus":0,"subStatus":1}') }),
  'another body with its own digest': (request) => {
    const body = Buffer.from('{"ntStatus":0,"subStatus":1}');
    const digest = `sha-256=:${randomBytes(32).toString('base64')}:`;
    return { ...request, body, headers: { ...request.headers, 'content-digest': digest } };
  },
  'another path': (request) => ({ ...request, path: CANCEL }),
  'a query that was not signed': (request) => ({ ...request, path: `${request.path}?x=1` }),
  'an empty query that was not signed as such': (request) => ({
    ...request,
    path: `${request.path}?a`,
  }),
  'another spelling of the path': (request) => ({
    ...request,
    path: request.path.replace('desktop', '%64esktop'),
  }),
  'two signatures': (request) => ({
    ...request,
    headers: {
      ...request.headers,
      signature: `${request.headers['signature']!}, second=:AAAA:`,
      'signature-input': `${request.headers['signature-input']!}, second=();created=1`,
    },
  }),
  'another label': (request) => ({
    ...request,
    headers: {
      ...request.headers,
      signature: request.headers['signature']!.replace('gatehouse', 'sig1'),
      'signature-input': request.headers['signature-input']!.replace('gatehouse', 'sig1'),
    },
  }),
  'fewer components': (request) => ({
    ...request,
    headers: {
      ...request.headers,
      'signature-input': request.headers['signature-input']!.replace(' "content-digest"', ''),
    },
  }),
  'a signature of zeros': (request) => ({
    ...request,
    headers: {
      ...request.headers,
      signature: `gatehouse=:${Buffer.alloc(64).toString('base64')}:`,
    },
  }),
  'an empty signature': (request) => ({
    ...request,
    headers: { ...request.headers, signature: 'gatehouse=::' },
  }),
};

test.each(Object.keys(SPOILT))('a signed request with %s is refused', async (kind) => {
  const request = await workstation.prepare('POST', REPORT, { ntStatus: 0, subStatus: 0 });
  await expectRefusal(SPOILT[kind]!(request), 'signature.invalid');
});

test('another method than the signed one is refused', async () => {
  const request = await workstation.prepare('GET', CANCEL);
  await expectRefusal({ ...request, method: 'POST' }, 'signature.invalid');
});

test('a replayed request is refused, by this node and by every other', async () => {
  const node = await gatehouse!.startNode();
  const elsewhere = await gatehouse!.join(node);
  const request = await workstation.prepare('GET', STATUS);
  expect((await workstation.send(request)).status).toBe(200);
  await expectRefusal(request, 'signature.replayed');
  expect(await elsewhere.send(request)).toMatchObject({
    status: 401,
    body: { code: 'signature.replayed' },
  });
});

test('of 20 copies sent at once exactly one is answered', async () => {
  const request = await workstation.prepare('GET', STATUS);
  const answers = await Promise.all(Array.from({ length: 20 }, () => workstation.send(request)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test.each([301, -301])(
  'a clock that is off by %i seconds is refused and told the time',
  async (skew) => {
    const created = Math.floor(Date.now() / 1000) + skew;
    const request = await workstation.prepare('GET', STATUS, undefined, { created });
    await expectRefusal(request, 'signature.clock-skew');
  },
);

test("another workstation's key is refused", async () => {
  const request = await other.prepare('GET', STATUS, undefined, { keyId: workstation.id });
  await expectRefusal(request, 'signature.invalid');
});

test('a workstation that never joined is unknown', async () => {
  const keyId = `wks_${'0'.repeat(26)}`;
  await expectRefusal(
    await workstation.prepare('GET', STATUS, undefined, { keyId }),
    'workstation.unknown',
  );
});

test('another algorithm than the agreed one is refused', async () => {
  const request = await workstation.prepare('GET', STATUS, undefined, { algorithm: 'ed25519' });
  await expectRefusal(request, 'signature.invalid');
});

test('a revoked workstation is refused at once, by all nodes', async () => {
  const node = await gatehouse!.startNode();
  const doomed = await gatehouse!.join();
  expect((await doomed.call('GET', STATUS)).status).toBe(200);
  await node.administer('DELETE', pathOf('revokeWorkstation', { workstationId: doomed.id }));
  expect(await doomed.call('GET', STATUS)).toMatchObject({ body: { code: 'workstation.revoked' } });
});

test('problems after the signature are signed too', async () => {
  const request = await workstation.prepare('POST', REPORT, { ntStatus: -1, surplus: true });
  const answer = await workstation.send(request);
  expect(answer).toMatchObject({ status: 400, body: { code: 'request.malformed' } });
  expect(workstation.isSigned(answer, request)).toBe(true);
});

test('a refusal in the name of a workstation is in the audit', async () => {
  const request = await other.prepare('GET', STATUS, undefined, { keyId: workstation.id });
  await workstation.send(request);
  const page = await gatehouse!.server.administer<{ events: { type: string; code?: string }[] }>(
    'GET',
    `${pathOf('listAuditEvents')}?limit=1000`,
  );
  expect(page.events).toContainEqual(
    expect.objectContaining({ type: 'workstation.refused', code: 'signature.invalid' }),
  );
});

test('workstations are limited by address, whatever key ids are claimed from there', async () => {
  const node = await gatehouse!.startNode({ rateLimits: { workstationAddress: 5 } });
  const there = await gatehouse!.join(node);
  const requests = await Promise.all(
    Array.from({ length: 40 }, () =>
      there.prepare('GET', STATUS, undefined, { keyId: formatId('wks', randomBytes(16)) }),
    ),
  );
  const begun = performance.now();
  const answers = await Promise.all(requests.map((request) => there.send(request)));
  const seconds = (performance.now() - begun) / 1000;
  const codes = answers.map(({ body }) => (body as { code: string }).code);
  const looked = codes.filter((code) => code === 'workstation.unknown').length;
  expect(looked).toBeGreaterThanOrEqual(5);
  // Five in each second that had begun: a busy machine takes several.
  expect(looked).toBeLessThanOrEqual(5 * (Math.ceil(seconds) + 1));
  expect(codes.filter((code) => code === 'rate.limited')).toHaveLength(40 - looked);
  expect(answers.every((answer, at) => there.isSigned(answer, requests[at]!))).toBe(true);
  // What is not signed has its own limit.
  const ready = { method: 'GET', path: pathOf('ready'), body: Buffer.alloc(0), headers: {} };
  expect((await there.send(ready)).status).toBe(200);
});
