import { totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { startTestService, waitUntil } from '../../support/service.js';
import type { TestService } from '../../support/service.js';

const PASSWORD = 'correct horse battery';
const PERIOD_MS = totp.PERIOD_SECONDS * 1000;

let server: TestServer;
let service: TestService;
let seed: Uint8Array;

beforeAll(async () => {
  server = await startTestServer();
  await server.administer('POST', '/api/v1/users', {
    name: 'alice',
    mail: 'alice@corp.test',
    password: PASSWORD,
  });
  const { uri } = await server.administer<administration.EnrolledTotp>(
    'POST',
    '/api/v1/users/alice/factors/totp',
    {},
  );
  seed = totp.seedOfKeyUri(uri);
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    '/api/v1/workstations/tokens',
    { uses: 1, hours: 1, url: server.url },
  );
  service = await startTestService({ token });
  await waitUntil(() => service.logger.of('identity.joined').length > 0, 20_000);
}, 60_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
}, 30_000);

const codeAt = (offset = 0) => totp.codeAt(seed, totp.stepAt(Date.now() / 1000) + offset);

/** A code that is about to change would make a test of luck. */
async function awayFromTheEdge(): Promise<void> {
  const left = PERIOD_MS - (Date.now() % PERIOD_MS);
  if (left < 3000) await new Promise((resolve) => setTimeout(resolve, left + 50));
}

describe('the service with the real server', () => {
  it('logs a person on with password and code, and accepts the code once', async () => {
    await awayFromTheEdge();
    using client = await service.connect();
    const tile = await client.openTile();
    await tile.submit({ userName: 'alice', password: 'wrong' });
    expect(tile.message).toMatch(/not right/);
    await tile.submit({ userName: 'alice', password: PASSWORD });
    expect(tile.field('code')).toBeDefined();
    const code = codeAt();
    await tile.submit({ code: code === '000000' ? '000001' : '000000' });
    expect(tile.message).toMatch(/not right/);
    const grant = await tile.submit({ code });
    expect(grant).toMatchObject({ type: 'grant', userName: 'alice' });
    await tile.report(0);

    const next = await client.openTile();
    await next.submit({ userName: 'ALICE', password: PASSWORD });
    await next.submit({ code });
    expect(next.grant).toBeUndefined();
    expect(next.message).toMatch(/already used/);
    const logged = server.logLines.join('\n') + JSON.stringify(service.logger.lines);
    expect(logged).not.toContain(PASSWORD);
  });

  it('tells an unknown name nothing else than a wrong password', async () => {
    using client = await service.connect();
    const tile = await client.openTile();
    await tile.submit({ userName: 'nobody', password: 'wrong' });
    expect(tile.message).toMatch(/^The user name or password is not right/);
  });

  it('R29: the tile of another account is not granted', async () => {
    await awayFromTheEdge();
    using client = await service.connect();
    const tile = await client.openTile({ sid: 'S-1-5-21-9-9-9-1104', userName: 'alice' });
    await tile.submit({ password: PASSWORD });
    if (tile.field('code') !== undefined) await tile.submit({ code: codeAt(1) });
    expect(tile.grant).toBeUndefined();
  });

  it('R5: denies when the workstation was revoked', async () => {
    const { workstations } = await server.administer<{
      workstations: administration.Workstation[];
    }>('GET', '/api/v1/workstations');
    await server.administer('DELETE', `/api/v1/workstations/${String(workstations[0]?.id)}`);
    using client = await service.connect();
    const tile = await client.openTile();
    await waitUntil(async () => {
      await tile.submit({ userName: 'alice', password: PASSWORD });
      if (service.logger.of('logon.no-verdict').some(({ code }) => code === 'revoked')) return true;
      await tile.follow('link4');
      await new Promise((resolve) => setTimeout(resolve, 500));
      return false;
    }, 20_000);
    expect(tile.field('message')?.text).toMatch(/does not accept this computer/);
    expect(tile.grant).toBeUndefined();
  });
});
