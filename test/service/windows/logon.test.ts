import { setTimeout as sleep } from 'node:timers/promises';

import { pathOf, totp } from '../../../protocol/src/index.js';
import type { administration } from '../../../protocol/src/index.js';
import { NATIVE, buildNative } from '../../../tools/build-native.mjs';
import { FakeDirectory } from '../../fakes/fake-directory.js';
import { calls, last, playLogonUi } from '../../native/logon-host.js';
import { startTestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import { Started } from '../../support/started.js';
import { installGatehouse } from '../../support/wine-gatehouse.js';
import type { InstalledGatehouse } from '../../support/wine-gatehouse.js';
import { createWinePrefix } from '../../support/wine.js';
import type { WinePrefix } from '../../support/wine.js';

const PASSWORD = 'correct horse "battery" stäple';
const POLICY = {
  name: 'two-factors',
  assign: { everyone: true },
  settings: { logon: { desktop: { require: 'second-factor', methods: ['totp'] } } },
};

describe('a logon through the real provider, addon, service and server', () => {
  const started = new Started();
  let prefix: WinePrefix;
  let gatehouse: InstalledGatehouse;
  let seed: Uint8Array;

  beforeAll(async () => {
    await buildNative('windows');
    const postgres = started.use(await startTestPostgres());
    const directory = new FakeDirectory();
    directory.add({ name: 'alice', password: PASSWORD });
    const database = await postgres.createDatabase();
    const server = started.use(await startTestServer({ overrides: { database, directory } }));
    await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
    const { uri } = await server.administer<administration.EnrolledTotp>(
      'POST',
      pathOf('enrollTotp', { name: 'alice' }),
      {},
    );
    seed = totp.seedOfKeyUri(uri);
    const { token } = await server.administer<administration.IssuedJoinToken>(
      'POST',
      pathOf('createJoinToken'),
      { uses: 1 },
    );

    prefix = started.use(await createWinePrefix());
    gatehouse = await installGatehouse(prefix, { token, provider: NATIVE.provider });
    await gatehouse.service.start();
    await joined();
  }, 180_000);

  afterAll(() => started[Symbol.asyncDispose](), 60_000);

  async function joined(): Promise<void> {
    const end = Date.now() + 30_000;
    while (!(await gatehouse.log()).some(({ message }) => message === 'identity.joined')) {
      if (Date.now() > end) throw new Error(JSON.stringify(await gatehouse.log(), null, 1));
      await sleep(100);
    }
  }

  it('gives Windows the credential after the password and the code', async () => {
    const code = totp.codeAt(seed, totp.stepAt(Date.now() / 1000));
    const lines = await playLogonUi(prefix, [
      'scenario logon',
      'advise',
      'select 0',
      'wait-field password visible',
      'set userName alice',
      `set password ${PASSWORD}`,
      'submit',
      'fields',
      `set code ${code}`,
      'submit',
      'report 0 0',
      'unadvise',
      'quit',
    ]);
    const [, second] = calls(lines, 'GetSerialization');
    expect(second).toMatchObject({
      response: 'return-credential-finished',
      serialization: { user: 'alice', password: PASSWORD },
    });
  }, 60_000);

  it('R5: gives nothing after a wrong code', async () => {
    const lines = await playLogonUi(prefix, [
      'scenario logon',
      'advise',
      'select 0',
      'wait-field password visible',
      'set userName alice',
      `set password ${PASSWORD}`,
      'submit',
      'set code 000000',
      'submit',
      'unadvise',
      'quit',
    ]);
    expect(last(calls(lines, 'GetSerialization'))).toMatchObject({
      response: 'no-credential-not-finished',
    });
  }, 60_000);

  it('R8: writes neither the password nor the code seed into the log', async () => {
    const log = JSON.stringify(await gatehouse.log());
    expect(log).not.toContain('battery');
    expect(log).not.toContain(Buffer.from(seed).toString('base64'));
  });
});
