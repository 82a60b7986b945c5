import { createHash, generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:tls';

import { formatJoinToken, parseJoinToken, pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { startTestGatehouse } from '../../support/gatehouse.js';
import type { TestGatehouse } from '../../support/gatehouse.js';
import { TestWorkstation } from '../../support/workstation.js';

let gatehouse: TestGatehouse | undefined;
const opened: TestWorkstation[] = [];

beforeAll(async () => {
  gatehouse = await startTestGatehouse({ rateLimits: { guesses: 1000 } });
});
afterAll(async () => {
  for (const workstation of opened) workstation.close();
  await gatehouse?.[Symbol.asyncDispose]();
});

function fresh(authority = gatehouse!.server.running.authority!): TestWorkstation {
  const workstation = new TestWorkstation({ url: gatehouse!.server.url, authority });
  opened.push(workstation);
  return workstation;
}

test('the token leads to the authority that is in the chain of the TLS certificate', async () => {
  const token = parseJoinToken(await gatehouse!.createToken());
  const socket = connect({
    host: '127.0.0.1',
    port: gatehouse!.server.running.port,
    rejectUnauthorized: false,
  });
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const issuer = socket.getPeerCertificate(true).issuerCertificate.raw;
  socket.destroy();
  expect(createHash('sha256').update(issuer).digest('base64url')).toBe(token.tlsPin);
});

test('R22: a server with a certificate of another authority is not talked to', async () => {
  const imposter = await startTestGatehouse();
  const workstation = fresh(imposter.server.running.authority);
  await expect(workstation.join(await gatehouse!.createToken())).rejects.toThrow(/certificate/);
  await imposter[Symbol.asyncDispose]();
});

test('R22: an answer of another identity than the token names is refused', async () => {
  const token = parseJoinToken(await gatehouse!.createToken());
  const forged = formatJoinToken({ ...token, identityPin: 'A'.repeat(43) });
  await expect(fresh().join(forged)).rejects.toThrow(/not the one that the join token names/);
});

test('of 12 workstations that race for the last use of a token one joins', async () => {
  const token = parseJoinToken(await gatehouse!.createToken(1));
  const answers = await Promise.all(Array.from({ length: 12 }, () => fresh().tryJoin(token)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.map(({ body }) => (body as { code: string }).code)).toEqual(
    Array.from({ length: 11 }, () => 'token.used'),
  );
});

test('a workstation whose first answer was lost joins again with the same token and key', async () => {
  const token = parseJoinToken(await gatehouse!.createToken(1));
  const workstation = fresh();
  const [first, second] = [await workstation.tryJoin(token), await workstation.tryJoin(token)];
  expect(second.status).toBe(200);
  expect((second.body as { workstationId: string }).workstationId).toBe(
    (first.body as { workstationId: string }).workstationId,
  );
});

test('a revoked key does not join again', async () => {
  const workstation = await gatehouse!.join();
  const path = pathOf('revokeWorkstation', { workstationId: workstation.id });
  await gatehouse!.server.administer('DELETE', path);
  const token = parseJoinToken(await gatehouse!.createToken());
  expect(await workstation.tryJoin(token)).toMatchObject({ body: { code: 'workstation.revoked' } });
});

test('an unknown secret is refused', async () => {
  expect(await fresh().tryJoin({ secret: 'A'.repeat(43) })).toMatchObject({
    status: 403,
    body: { code: 'token.invalid' },
  });
});

test('an expired token is refused', async () => {
  const later = { now: () => new Date(Date.now() + 2 * 3_600_000) };
  const node = await gatehouse!.startNode({ clock: later });
  const { token } = await gatehouse!.server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { hours: 1, url: node.url },
  );
  const workstation = new TestWorkstation({ url: node.url, authority: node.running.authority! });
  opened.push(workstation);
  const { secret } = parseJoinToken(token);
  const body = {
    secret,
    hostname: 'h',
    platform: 'linux',
    version: '1',
    publicKey: workstation.publicKey,
    hardwareKey: false,
  };
  const { thumbprintOf } = await import('../../../server/src/workstation/joining.js');
  const request = await workstation.prepare('POST', pathOf('join'), body, {
    keyId: thumbprintOf(workstation.publicKey),
    created: Math.floor(later.now().getTime() / 1000),
  });
  expect(await workstation.send(request)).toMatchObject({
    status: 403,
    body: { code: 'token.expired' },
  });
});

test('a key that the sender does not have is refused', async () => {
  const token = parseJoinToken(await gatehouse!.createToken());
  const workstation = fresh();
  const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
    format: 'jwk',
  });
  Object.assign(workstation.publicKey, { x, y });
  expect(await workstation.tryJoin(token)).toMatchObject({
    status: 401,
    body: { code: 'signature.invalid' },
  });
});

test('a key that is no point of the curve is refused', async () => {
  const token = parseJoinToken(await gatehouse!.createToken());
  const workstation = fresh();
  Object.assign(workstation.publicKey, { x: 'A'.repeat(43), y: 'A'.repeat(43) });
  expect(await workstation.tryJoin(token)).toMatchObject({
    status: 401,
    body: { code: 'signature.invalid' },
  });
});

test('joined workstations are listed with when they were seen', async () => {
  const workstation = await gatehouse!.join();
  await workstation.call('GET', pathOf('desktopStatus'));
  const { workstations } = await gatehouse!.server.administer<{
    workstations: administration.Workstation[];
  }>('GET', pathOf('listWorkstations'));
  expect(workstations.find(({ id }) => id === workstation.id)).toMatchObject({
    hostname: 'test-host',
    lastSeenAt: expect.any(String) as string,
  });
});
