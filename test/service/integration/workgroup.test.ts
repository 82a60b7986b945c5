import type { administration } from '@gatehouse/protocol';
import { jest } from '@jest/globals';

import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { startTestService, waitUntil } from '../../support/service.js';
import type { TestService } from '../../support/service.js';

jest.setTimeout(120_000);

/**
 * The first trial: a workstation in no domain, with accounts of its own, and a server that has its local directory alone. The server,
 * its database, the signatures and what the workstation keeps are real; Windows and its accounts are not.
 */
const ADMINISTRATORS = 'S-1-5-32-544';
const PASSWORD = 'correct horse battery';

const accounts = new FakeWindowsAccounts();
const admin = accounts.add('admin', 1000, [ADMINISTRATORS]);
const bob = accounts.add('bob', 1001);
let server: TestServer;
let service: TestService;

const events = async (type: string) => {
  const { events: found } = await server.administer<administration.AuditPage>(
    'GET',
    `/api/v1/audit/search?type=${type}&limit=100`,
  );
  return found;
};

async function apply(desktop: object): Promise<void> {
  await server.administer('PUT', '/api/v1/policies/everyone', {
    name: 'everyone',
    assign: { everyone: true },
    settings: { desktop },
  });
  // The workstation asks again when somebody is about to sign in after a while, or after a start.
  await service.restart();
}

/** What the tile shows, or the grant. */
async function signIn(userName: string, password = 'known to Windows alone') {
  using client = await service.connect();
  const tile = await client.openTile();
  await tile.submit({ userName, password });
  return { grant: tile.grant, message: tile.message };
}

beforeAll(async () => {
  server = await startTestServer();
  await server.administer('POST', '/api/v1/users', { name: 'alice', password: PASSWORD });
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    '/api/v1/workstations/tokens',
    { uses: 1, hours: 1, url: server.url },
  );
  service = await startTestService({
    token,
    adapters: { openAccounts: () => Promise.resolve(accounts) },
  });
  await waitUntil(() => service.logger.of('identity.joined').length > 0, 20_000);
}, 90_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
}, 30_000);

it('is told from a first trial to the end, and goes on without the server', async () => {
  // Nobody is asked for anything, and nobody looks at a password.
  await apply({ mode: 'observe' });
  expect((await signIn('.\\bob')).grant).toMatchObject({
    domain: 'PC-1',
    userName: 'bob',
    sid: bob.sid,
  });
  expect((await signIn('alice', 'wrong')).grant).toMatchObject({ userName: 'alice' });
  expect((await signIn('nobody')).grant).toMatchObject({ userName: 'nobody', domain: '' });
  await waitUntil(async () => (await events('workstation.granted')).length === 1);
  const [observed] = await events('workstation.granted');
  expect(observed).toMatchObject({
    code: 'observed',
    detail: { account: 'PC-1\\bob', sid: bob.sid },
  });
  expect((await events('logon.observed')).length).toBe(2);

  // Whoever has a factor is asked; a local account has none.
  await apply({ mode: 'optional' });
  expect((await signIn('bob')).grant).toMatchObject({ userName: 'bob' });
  expect((await signIn('alice', 'wrong')).grant).toBeUndefined();
  expect((await signIn('alice', PASSWORD)).grant).toMatchObject({ userName: 'alice' });

  // Local accounts are out, but for a local group.
  const exclusions = [{ sid: ADMINISTRATORS, reason: 'a way back in' }];
  await apply({ mode: 'enforce', exclusions });
  expect((await signIn('bob')).message).toMatch(/Accounts of this computer/);
  expect((await signIn('PC-1\\admin')).grant).toMatchObject({ sid: admin.sid });
  await waitUntil(async () =>
    (await events('workstation.granted')).some(
      ({ detail }) => detail['exclusion'] === ADMINISTRATORS,
    ),
  );
  expect(await events('workstation.denied')).toMatchObject([{ code: 'account.foreign' }]);

  // The server is gone: what it signed holds, also after a start.
  await server.running[Symbol.asyncDispose]();
  await service.restart();
  expect((await signIn('.\\admin')).grant).toMatchObject({ sid: admin.sid });
  expect((await signIn('.\\bob')).message).toMatch(/Accounts of this computer/);
  expect((await signIn('alice', PASSWORD)).grant).toBeUndefined();
});
