import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

import { pathOf, totp } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import type { DatabaseLocation } from '../../../server/src/storage/database.js';
import type { PipeTile } from '../../support/pipe-client.js';
import { startTestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { startTestService, waitUntil } from '../../support/service.js';
import type { TestService } from '../../support/service.js';
import { Started } from '../../support/started.js';

const PASSWORD = 'correct horse battery';
const POLICY = {
  name: 'everyone',
  assign: { everyone: true },
  settings: {
    helpDesk: { verifyCaller: 'optional', fourEyes: [] },
    offlineCodes: { count: 2 },
  },
};

const started = new Started();
let database: DatabaseLocation;
let server: TestServer;
let service: TestService;
let seed: Uint8Array;

/** Another process of the same server, where it was. */
async function startAgain(): Promise<void> {
  const environment = { GATEHOUSE_LISTEN: `127.0.0.1:${new URL(server.url).port}` };
  server = await startTestServer({ environment, overrides: { database }, secrets: server.secrets });
  started.use(server);
}

beforeAll(async () => {
  const postgres = started.use(await startTestPostgres());
  database = await postgres.createDatabase();
  server = started.use(await startTestServer({ overrides: { database } }));
  await server.administer('POST', '/api/v1/users', { name: 'alice', password: PASSWORD });
  const { uri } = await server.administer<administration.EnrolledTotp>(
    'POST',
    pathOf('enrollTotp', { name: 'alice' }),
    {},
  );
  seed = totp.seedOfKeyUri(uri);
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    '/api/v1/workstations/tokens',
    { uses: 1, hours: 1, url: server.url },
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'gh-windows-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  // What Windows would know by itself, whatever domain the server's own directory calls itself.
  const demoPasswordFile = path.join(folder, 'passwords.json');
  const { netbiosDomain } = await server.administer<administration.User>(
    'GET',
    pathOf('showUser', { name: 'alice' }),
  );
  const passwords = { [`${String(netbiosDomain)}\\alice`]: PASSWORD };
  await writeFile(demoPasswordFile, JSON.stringify(passwords), { mode: 0o600 });
  service = started.use(await startTestService({ token, config: { demoPasswordFile } }));
  await waitUntil(() => service.logger.of('identity.joined').length > 0, 20_000);
}, 120_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

const readOut = () =>
  server.administer<administration.OfflineCode>(
    'POST',
    pathOf('readOutOfflineCode', { name: 'alice' }),
    { workstation: hostname(), reason: 'lost phone, ticket 4711' },
  );

async function audited(type: string): Promise<administration.AuditEvent[]> {
  const { events } = await server.administer<administration.AuditPage>(
    'GET',
    `${pathOf('listAuditEvents')}?limit=1000&principal=alice`,
  );
  return events.filter((event) => event.type === type);
}

const workstations = async () =>
  (await server.administer<administration.User>('GET', pathOf('showUser', { name: 'alice' })))
    .workstations;

/** Up to the screen that asks for a code. */
async function atCode(): Promise<PipeTile> {
  const client = await service.connect();
  started.defer(() => client[Symbol.dispose]());
  const tile = await client.openTile();
  await tile.submit({ userName: 'alice', password: PASSWORD });
  return tile;
}

const HELP_DESK = /code from the help desk/;

describe('a code that the help desk read out', () => {
  let codes: administration.OfflineCode[];

  it('is none before anybody logged on there', async () => {
    await expect(readOut()).rejects.toThrow('offline-code.none');
  });

  it('is read out while the server is there, for the computer that the kit is at', async () => {
    const tile = await atCode();
    expect(tile.field('code')).toBeDefined();
    // Where the server is reached, none is asked for.
    expect(tile.field('link1')).toBeUndefined();
    await tile.submit({ code: totp.codeAt(seed, totp.stepAt(Date.now() / 1000)) });
    expect(tile.grant).toMatchObject({ userName: 'alice' });
    await tile.report(0);
    await waitUntil(() => service.logger.of('kit.kept').length > 0, 20_000);
    expect(await workstations()).toMatchObject([{ offlineCodes: { left: 2, readOut: 0 } }]);
    codes = [await readOut(), await readOut()];
    expect(codes[0]).toMatchObject({ hostname: hostname() });
    await expect(readOut()).rejects.toThrow('offline-code.none');
    expect(await workstations()).toMatchObject([{ offlineCodes: { left: 0, readOut: 2 } }]);
  });

  it('logs on with the password while the server is stopped, once and not twice', async () => {
    await server.running[Symbol.asyncDispose]();
    const [first] = codes;
    const tile = await atCode();
    expect(tile.field('detail')?.text).toMatch(/server cannot be reached/);
    await tile.follow(HELP_DESK);
    expect(tile.field('detail')?.text).toContain(`name of this computer: ${hostname()}`);
    await tile.submit({ code: '0000-0000-0000-0000' });
    expect(tile.message).toMatch(/not right.*read it out.*4 attempts left/);
    await tile.submit({ code: first!.code.toLowerCase() });
    expect(tile.grant).toMatchObject({ userName: 'alice' });
    await tile.report(0);

    const again = await atCode();
    await again.follow(HELP_DESK);
    await again.submit({ code: first!.code });
    expect(again.grant).toBeUndefined();
    expect(again.message).toMatch(/already used. Ask the help desk/);
    await service.restart();
    const later = await atCode();
    await later.follow(HELP_DESK);
    await later.submit({ code: first!.code });
    expect(later.message).toMatch(/already used/);
    expect(later.grant).toBeUndefined();
  });

  it('logs nobody on with a wrong password', async () => {
    const client = await service.connect();
    started.defer(() => client[Symbol.dispose]());
    const tile = await client.openTile();
    await tile.submit({ userName: 'alice', password: codes[1]!.code });
    expect(tile.field('code')).toBeUndefined();
    expect(tile.message).toMatch(/user name or password is not right/);
  });

  it('is told to the server when it is back, and another one takes its place', async () => {
    await startAgain();
    // Whoever comes to the tile is the contact.
    await atCode();
    await waitUntil(async () => (await audited('offline-code.used')).length > 0, 60_000);
    expect(await audited('offline-code.used')).toMatchObject([
      { outcome: 'success', detail: { number: codes[0]!.number, readOut: true } },
    ]);
    expect(await audited('offline.granted')).toHaveLength(1);
    await waitUntil(async () => {
      const [there] = (await workstations()) ?? [];
      return there?.offlineCodes.left === 2 && there.offlineCodes.readOut === 1;
    }, 60_000);
    const logged = server.logLines.join('\n') + JSON.stringify(service.logger.lines);
    for (const { code } of codes) expect(logged).not.toContain(code.slice(0, 9));
  });
});
