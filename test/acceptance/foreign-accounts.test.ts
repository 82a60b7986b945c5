import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { NATIVE } from '../../tools/build-native.mjs';
import { Authenticator } from '../support/authenticator.js';
import { LogonHost } from '../support/logon-host.js';
import { startTestServer } from '../support/server.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { installGatehouse } from '../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../support/wine-gatehouse.js';
import { createWinePrefix } from '../support/wine.js';

jest.setTimeout(180_000);

/**
 * Accounts of a computer in no domain, at the registered DLL in logon-host.exe, with the installed service, the server and PostgreSQL.
 * Wine's LogonUserW calls every password right, so that a wrong one is for Windows to show (docs/testing.md).
 */
const PASSWORD = 'Local-Horse 7 päßwörd';

const started = new Started();
let server: TestServer;
let gatehouse: InstalledGatehouse;
let host: LogonHost;
let authenticator: Authenticator;

beforeAll(async () => {
  const [running, prefix] = await Promise.all([startTestServer(), createWinePrefix()]);
  server = started.use(running);
  started.use(prefix);
  const user = { name: 'alice', password: 'Directory-Horse 8' };
  await server.administer('POST', pathOf('addUser'), user);
  const { uri } = await server.administer<administration.EnrolledTotp>(
    'POST',
    pathOf('enrollTotp', { name: 'alice' }),
    {},
  );
  authenticator = new Authenticator(uri);
  await server.administer('PUT', pathOf('applyPolicy', { policyName: 'everyone' }), {
    name: 'everyone',
    assign: { everyone: true },
    settings: { desktop: { foreignAccounts: 'second-factor-only' } },
  });
  await server.administer('POST', pathOf('mapForeignAccount'), {
    ...{ name: 'bob', user: 'alice', reason: 'laboratory' },
  });
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  gatehouse = await installGatehouse(prefix, {
    token,
    provider: NATIVE.provider,
    settings: { ServerTimeoutMs: 20_000 },
  });
  // Wine's own time limit for a service is short for a busy machine.
  await gatehouse.service.start(60_000).catch(() => gatehouse.service.start(60_000));
  const deadline = Date.now() + 60_000;
  while (!(await gatehouse.log()).some(({ message }) => message === 'identity.joined')) {
    if (Date.now() > deadline) throw new Error('the service did not join');
    await sleep(200);
  }
  host = started.use(new LogonHost(prefix, NATIVE.logonHost));
}, 300_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

async function signIn(userName: string) {
  await host.command('scenario logon');
  await host.command('advise');
  await host.command('select 0');
  await host.command('wait-field password visible 40000');
  await host.type('userName', userName);
  await host.type('password', PASSWORD);
  return host.submit();
}

it('Windows gets the local account with its own password, after a code of whoever is mapped', async () => {
  const asked = await signIn('.\\bob');
  expect(asked.serialization).toBeUndefined();
  expect(asked.fields.code.state).toBe('selected');
  const { serialization } = await host.enterCode(await authenticator.nextCode());
  expect(serialization).toMatchObject({ user: 'bob', password: PASSWORD });
  await host.report(0, 0);
  await host.command('unadvise');

  const { events } = await server.administer<administration.AuditPage>(
    'GET',
    '/api/v1/audit/search?type=logon.granted&limit=10',
  );
  expect(events).toMatchObject([{ principalName: 'LOCAL\\alice', detail: { method: 'totp' } }]);
  // Who logs on is the account of the computer, by the computer's own name.
  const [domain, name] = String(events[0]?.detail['account']).split('\\');
  expect([domain, name]).toEqual([serialization?.domain, 'bob']);
});

it('whom nobody is mapped to is told what to do, and Windows gets nothing', async () => {
  const shown = await signIn('.\\eve');
  expect(shown.serialization).toBeUndefined();
  expect(shown.status).toMatch(/map you to this account/);
  await host.command('unadvise');
});

it('without the server nobody gets in', async () => {
  await server.running[Symbol.asyncDispose]();
  const shown = await signIn('.\\bob');
  expect(shown.serialization).toBeUndefined();
  expect(shown.fields.code.state).not.toBe('selected');
  await host.command('unadvise');
});
