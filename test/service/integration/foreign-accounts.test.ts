import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import { jest } from '@jest/globals';

import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { startTestService, waitUntil } from '../../support/service.js';
import type { TestService } from '../../support/service.js';

jest.setTimeout(120_000);

/**
 * A workstation in no domain, whose accounts take the factor of somebody of the server's directory. The server, its database, the
 * signatures and what the workstation keeps are real; Windows, its accounts and their passwords are not.
 */
const PASSWORD = 'known to Windows alone';

const folder = mkdtempSync(path.join(tmpdir(), 'gh-foreign-'));
const accounts = new FakeWindowsAccounts();
const bob = accounts.add('bob', 1001);
const eve = accounts.add('eve', 1002);
let server: TestServer;
let service: TestService;
let seed: Uint8Array;

const events = async (type: string) => {
  const { events: found } = await server.administer<administration.AuditPage>(
    'GET',
    `/api/v1/audit/search?type=${type}&limit=100`,
  );
  return found;
};

async function signIn(userName: string, password = PASSWORD, code?: string) {
  using client = await service.connect();
  const tile = await client.openTile();
  await tile.submit({ userName, password });
  if (code !== undefined) await tile.submit({ code });
  return { grant: tile.grant, message: tile.message, code: tile.field('code') };
}

beforeAll(async () => {
  const passwords = path.join(folder, 'passwords.json');
  const known = { 'PC-1\\bob': PASSWORD, 'PC-1\\eve': PASSWORD };
  writeFileSync(passwords, JSON.stringify(known), { mode: 0o600 });
  server = await startTestServer();
  await server.administer('POST', '/api/v1/users', { name: 'alice', password: 'another horse 7' });
  const { uri } = await server.administer<administration.EnrolledTotp>(
    'POST',
    '/api/v1/users/alice/factors/totp',
    {},
  );
  seed = totp.seedOfKeyUri(uri);
  await server.administer('PUT', '/api/v1/policies/everyone', {
    name: 'everyone',
    assign: { everyone: true },
    settings: { desktop: { foreignAccounts: 'second-factor-only' } },
  });
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    '/api/v1/workstations/tokens',
    { uses: 1, hours: 1, url: server.url },
  );
  service = await startTestService({
    token,
    config: { demoPasswordFile: passwords },
    adapters: { openAccounts: () => Promise.resolve(accounts) },
  });
  await waitUntil(() => service.logger.of('identity.joined').length > 0, 20_000);
  const { workstations } = await server.administer<{
    workstations: administration.Workstation[];
  }>('GET', '/api/v1/workstations');
  await server.administer('POST', '/api/v1/foreign-accounts', {
    workstationId: workstations[0]?.id,
    ...{ sid: bob.sid, user: 'alice', reason: 'laboratory' },
  });
}, 90_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
}, 30_000);

const codeNow = () => totp.codeAt(seed, totp.stepAt(Date.now() / 1000));

it('an account takes the factor that is mapped to it, and none without the server', async () => {
  expect((await signIn('.\\bob', 'wrong')).message).toMatch(/not right/);
  expect((await signIn('.\\eve')).message).toMatch(/map you to this account/);
  const before = await signIn('.\\bob');
  expect([before.grant, before.code]).toMatchObject([undefined, { mode: 'normal' }]);
  const { grant } = await signIn('.\\bob', PASSWORD, codeNow());
  expect(grant).toMatchObject({ domain: 'PC-1', userName: 'bob', sid: bob.sid });
  // Windows gets what was typed into the tile.
  expect(grant?.password).toBeUndefined();

  await waitUntil(async () => (await events('workstation.denied')).length === 1);
  expect(await events('workstation.denied')).toMatchObject([
    { code: 'credentials.wrong', detail: { sid: bob.sid } },
  ]);
  expect(await events('logon.denied')).toMatchObject([{ code: 'account.unmapped', detail: {} }]);
  expect((await events('logon.begun')).map(({ detail }) => detail['sid'])).toContain(eve.sid);
  expect(await events('logon.granted')).toMatchObject([
    { principalName: 'LOCAL\\alice', detail: { account: 'PC-1\\bob', method: 'totp' } },
  ]);
  expect(await events('kit.issued')).toEqual([]);

  await server.running[Symbol.asyncDispose]();
  await service.restart();
  const away = await signIn('.\\bob', PASSWORD);
  expect([away.grant, away.code]).toEqual([undefined, undefined]);
  expect((await signIn('.\\bob', 'wrong')).message).toMatch(/not right/);
});
