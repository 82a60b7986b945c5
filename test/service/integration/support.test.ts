import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { parseReference, pathOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { FakeDirectory } from '../../fakes/fake-directory.js';
import { PipeClient, connectSocket } from '../../support/pipe-client.js';
import { startTestPostgres } from '../../support/postgres.js';
import { startTestServer } from '../../support/server.js';
import type { TestServer } from '../../support/server.js';
import { waitUntil } from '../../support/service.js';
import { Started } from '../../support/started.js';

const PROGRAM = path.resolve(import.meta.dirname, '../../../service/dist/main.js');
const PASSWORD = 'correct horse battery';

const started = new Started();
let folder: string;
let server: TestServer;
let stop: () => Promise<void>;

/** Runs the service's program as an administrator does. */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const config = path.join(folder, 'service.json');
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args, '--config', config], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

beforeAll(async () => {
  const postgres = started.use(await startTestPostgres());
  const directory = new FakeDirectory();
  directory.add({ name: 'alice', password: PASSWORD });
  const database = await postgres.createDatabase();
  server = started.use(await startTestServer({ overrides: { database, directory } }));
  await server.administer('POST', pathOf('enrollTotp', { name: 'alice' }), {});
  const { token } = await server.administer<administration.IssuedJoinToken>(
    'POST',
    pathOf('createJoinToken'),
    { uses: 1, url: server.url },
  );
  folder = mkdtempSync(path.join(tmpdir(), 'gh-support-'));
  started.defer(() => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
  const tokenFile = path.join(folder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  // The program itself gives both budgets more than a busy machine needs.
  const settings = { stateFolder: path.join(folder, 'state'), tokenFile, serverTimeoutMs: 10_000 };
  const config = path.join(folder, 'service.json');
  writeFileSync(config, JSON.stringify(settings));
  const service = spawn(process.execPath, [PROGRAM, 'run', '--config', config], {
    stdio: 'ignore',
  });
  const ended = once(service, 'exit');
  stop = async () => {
    service.kill('SIGTERM');
    await ended;
  };
  started.defer(stop);
  await waitUntil(() => existsSync(path.join(folder, 'state/identity.json')), 30_000);
}, 120_000);

afterAll(() => started[Symbol.asyncDispose](), 60_000);

interface Line {
  message: string;
  reference: string;
  correlationId: string;
}

const logLines = () =>
  readFileSync(path.join(folder, 'state/logs/service.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('the reference that somebody reads out', () => {
  it('finds the sign-in in the log of the service and in the audit of the server', async () => {
    using client = await PipeClient.open(
      await connectSocket(path.join(folder, 'state/run/credential.sock')),
    );
    const tile = await client.openTile();
    await tile.submit({ userName: 'alice', password: 'wrong' });
    const shown = /[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}/.exec(JSON.stringify(tile.screen))?.[0];
    expect(shown).toBeDefined();
    await waitUntil(() => logLines().some(({ message }) => message === 'logon.denied'));
    const lines = logLines().filter(({ reference }) => reference === shown);
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['logon.begun', 'logon.denied']),
    );
    const found = `${pathOf('searchAuditEvents')}?correlation=${parseReference(shown!)!}`;
    const { events } = await server.administer<{
      events: { type: string; correlationId: string }[];
    }>('GET', found);
    expect(events.map(({ type }) => type)).toContain('logon.denied');
    expect(new Set(events.map(({ correlationId }) => correlationId))).toEqual(
      new Set([lines[0]!.correlationId]),
    );
  }, 60_000);
});

describe('gatehouse-service check', () => {
  it('says what a logon would ask of somebody, as text and as JSON', async () => {
    const { code, stdout } = await run('check', 'CORP\\alice');
    expect(stdout).toMatch(/^CORP\\alice \(S-1-5-21-[\d-]+\)$/m);
    expect(stdout).toMatch(/a second factor is asked for \(totp\)/);
    expect(stdout).toMatch(/^Here without the server: no kit is kept/m);
    expect(code).toBe(0);
    const json = JSON.parse((await run('check', 'alice', '--json', '--remote')).stdout) as {
      correlationId: string;
    };
    expect(json).toMatchObject({
      server: 'answers',
      forecast: { known: true, step: { would: 'ask', methods: ['totp'] } },
      offline: { cachedLogons: true },
    });
    const found = `${pathOf('searchAuditEvents')}?correlation=${json.correlationId}`;
    const { events } = await server.administer<{ events: { type: string }[] }>('GET', found);
    expect(events).toMatchObject([{ type: 'logon.checked', principalName: 'CORP\\alice' }]);
  }, 60_000);

  it('says that there is nobody of a name, and how it is called', async () => {
    expect((await run('check', 'nobody')).stdout).toContain('has nobody called nobody');
    const missing = await run('check');
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.stderr).toContain('check needs a USER');
    expect((await run('check', 'alice', '--scenario', 'other')).stderr).toContain('--scenario is');
  }, 60_000);

  it('says so when nobody answers, and what there is without the server', async () => {
    await stop();
    await server[Symbol.asyncDispose]();
    const { code, stderr } = await run('check', 'alice');
    expect(stderr).toMatch(/The server cannot be asked \(\w+\)/);
    expect(stderr).toContain('no kit is kept');
    expect(code).toBe(1);
  }, 60_000);

  it('collects a bundle then, too', async () => {
    const out = path.join(folder, 'bundle.tar.gz');
    const { code, stdout, stderr } = await run('collect', '--out', out);
    expect(stdout).toContain(`wrote ${out}`);
    expect(stderr).toContain('collecting the kits');
    expect(code).toBe(0);
    const again = await run('collect', '--out', out);
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('collect.exists');
  }, 60_000);
});
