import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { CorrelationId, MachinePolicy } from '@gatehouse/protocol';

import { collect } from '../../../service/src/commands/collect.js';
import { joinNow } from '../../../service/src/commands/join-now.js';
import { withDefaults } from '../../../service/src/config/config.js';
import { FolderFiles } from '../../../service/src/files/durable-files.js';
import { nodeDisk } from '../../../service/src/files/node-disk.js';
import { policyFolder } from '../../../service/src/files/policy-folder.js';
import { createOsAdapters } from '../../../service/src/os-adapters.js';
import { MachinePolicyStore } from '../../../service/src/policy/machine-policy-store.js';
import { loadIdentity } from '../../../service/src/support/workstation-glance.js';
import { CanarySearch, textCanary } from '../../support/canary.js';
import { startFakeServer } from '../../support/fake-server.js';

const clock = { now: () => new Date('2026-11-27T02:30:00Z') };
const correlationId = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gh-collect-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command, and unpacks what it made with the system's own tar. */
async function bundle(config = withDefaults({ stateFolder: path.join(folder, 'state') })) {
  const out = path.join(folder, 'bundle.tar.gz');
  const told: string[] = [];
  const outcome = await collect({ config, clock, out, progress: (text) => told.push(text) });
  expect(outcome).toMatchObject({ exitCode: 0 });
  const unpacked = path.join(folder, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', out, '-C', unpacked]);
  const read = (name: string) => readFileSync(path.join(unpacked, name), 'utf8');
  return { out, told, outcome, unpacked, read };
}

describe('gatehouse-service collect', () => {
  it('makes an archive that tar reads, also where nothing is installed, and says what could not be read', async () => {
    const { out, told, outcome, unpacked, read } = await bundle();
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(told).toContain('collecting the join state');
    expect(outcome.text).toContain('not readable: files, service, logs');
    expect(readdirSync(unpacked)).toEqual(
      expect.arrayContaining(['README.txt', 'versions.json', 'configuration.json', 'join.json']),
    );
    expect(JSON.parse(read('join.json'))).toEqual({ joined: false });
    expect(JSON.parse(read('policy.json'))).toEqual({ inForce: false, reason: 'not-joined' });
    expect(JSON.parse(read('files.json'))).toMatchObject({ couldNotBeRead: 'ENOENT' });
    // Looking made nothing.
    expect(existsSync(path.join(folder, 'state'))).toBe(false);
  });

  it('says who the workstation is, which rights its files have, and what the log said last', async () => {
    await using server = await startFakeServer();
    const config = withDefaults({ stateFolder: path.join(folder, 'state') });
    const tokenFile = path.join(folder, 'token');
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    await joinNow({ config, tokenFile, correlationId });
    mkdirSync(config.logFolder, { recursive: true });
    const line = { level: 'info', message: 'logon.denied', correlationId, code: 'account.locked' };
    writeFileSync(path.join(config.logFolder, 'service.log'), `${JSON.stringify(line)}\n`);
    const { read } = await bundle(config);
    expect(JSON.parse(read('join.json'))).toMatchObject({ joined: true, serverUrl: server.url });
    const files = JSON.parse(read('files.json')) as { path: string; security: string }[];
    const vault = files.find((file) => file.path.endsWith('vault.key'));
    expect(vault?.security).toMatch(/ 0600$/);
    expect(JSON.parse(read('logs/service.log'))).toEqual(line);
    expect(JSON.parse(read('kits.json'))).toEqual({ pendingEvents: 0, unreadable: 0, kits: [] });
  });

  it('holds no secret, wherever one lies in the state, the settings or the log, in any spelling', async () => {
    await using server = await startFakeServer();
    const stateFolder = path.join(folder, 'state');
    const token = server.joinToken();
    const canaries = Object.fromEntries(
      [
        ...['vault', 'identity', 'kit', 'policy', 'counter'],
        ...['proxy', 'field', 'line', 'queue', 'demo'],
      ].map((name) => [name, `canary-${name}-S3cret!7Qz`]),
    ) as Record<string, string>;
    const proxyUrl = `http://user:${canaries['proxy']}@proxy.corp.test:3128`;
    const demoPasswordFile = path.join(folder, 'passwords');
    const config = withDefaults({ stateFolder, proxyUrl, demoPasswordFile });
    const tokenFile = path.join(stateFolder, 'join-token');
    mkdirSync(stateFolder, { mode: 0o700 });
    writeFileSync(tokenFile, token, { mode: 0o600 });
    await joinNow({ config: { ...config, proxyUrl: undefined }, tokenFile, correlationId });
    const key = readFileSync(path.join(stateFolder, 'vault.key'));
    const plant = (name: string, text: string) => {
      const file = path.join(stateFolder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    plant('kits/00112233445566778899aabbccddeeff.kit', canaries['kit']!);
    plant('kits/00112233445566778899aabbccddeeff.state', canaries['kit']!);
    plant('kits/events.json', JSON.stringify([{ code: canaries['queue'] }]));
    plant('policy/machine-policy', canaries['policy']!);
    plant('counters/one', canaries['counter']!);
    plant('identity.old', canaries['identity']!);
    plant('vault.old', canaries['vault']!);
    writeFileSync(demoPasswordFile, canaries['demo']!);
    plant(
      'logs/service.log',
      [
        JSON.stringify({ message: 'logon.denied', password: canaries['field'], code: 7 }),
        `not a line: ${canaries['line']}`,
        JSON.stringify({ message: 'x', detail: `of ${token}, by ${proxyUrl}`, reason: 'dns' }),
        '',
      ].join('\n'),
    );
    const { out, read } = await bundle(config);
    const search = new CanarySearch([
      ...Object.entries(canaries).map(([name, text]) => textCanary(name, text)),
      textCanary('token', token),
      { name: 'key', bytes: key },
    ]);
    expect(search.inBytes('bundle', gunzipSync(readFileSync(out)))).toEqual([]);
    // The rest of what they stood in is there.
    expect(read('configuration.json')).toContain('http://[redacted]@proxy.corp.test:3128');
    const lines = read('logs/service.log').trim().split('\n');
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([
      { message: 'logon.denied' },
      { leftOut: true },
      {
        ...{ message: 'x', reason: 'dns' },
        detail: 'of [redacted], by http://[redacted]@proxy.corp.test:3128',
      },
    ]);
    expect(JSON.parse(read('kits.json'))).toMatchObject({ pendingEvents: 1, unreadable: 1 });
    expect(JSON.parse(read('policy.json'))).toEqual({ inForce: false, reason: 'unreadable' });
  });

  it('says what the server signed of this workstation, and whether it holds', async () => {
    await using server = await startFakeServer();
    const config = withDefaults({ stateFolder: path.join(folder, 'state') });
    const tokenFile = path.join(folder, 'token');
    writeFileSync(tokenFile, server.joinToken(), { mode: 0o600 });
    await joinNow({ config, tokenFile, correlationId });
    const adapters = await createOsAdapters(config);
    const workstationId = (await loadIdentity(config, adapters))!.workstationId;
    const policy: MachinePolicy = {
      ...{ version: 1, workstationId, policy: 'everyone@3' },
      ...{ issuedAt: '2026-11-27T02:00:00Z', expiresAt: '2026-12-27T02:00:00Z' },
      rules: {
        ...{ ...DEFAULT_MACHINE_RULES, mode: 'observe' },
        exclusions: [{ sid: 'S-1-5-32-544', until: '2026-12-01T00:00:00Z' }],
      },
    };
    const store = new MachinePolicyStore({
      files: new FolderFiles(nodeDisk, policyFolder(config.stateFolder)),
      counters: (await adapters.openOffline()).counters,
      vault: await adapters.openVault(),
      signers: () => ({ identityKeys: [server.keys.identityKey], workstationId }),
    });
    const signed = await server.signPolicy(policy);
    expect(await store.keep(signed)).toEqual({ policy });
    const { read, out } = await bundle(config);
    expect(JSON.parse(read('policy.json'))).toEqual({
      ...{ inForce: true, ageSeconds: 1800 },
      ...policy,
    });
    expect(read('files.json')).toContain('machine-policy');
    // The statement itself stays where it is.
    const [, , signature = ''] = signed.split('.');
    expect(gunzipSync(readFileSync(out)).includes(signature)).toBe(false);
  });

  it('keeps of a long log its end, in whole lines', async () => {
    const config = withDefaults({ stateFolder: path.join(folder, 'state') });
    mkdirSync(config.logFolder, { recursive: true });
    const lines = Array.from({ length: 60_000 }, (_, at) =>
      JSON.stringify({ message: 'pipe.opened', client: at, image: 'C:\\Windows\\LogonUI.exe' }),
    );
    writeFileSync(path.join(config.logFolder, 'service.log'), `${lines.join('\n')}\n`);
    const { read } = await bundle(config);
    const kept = read('logs/service.log').trim().split('\n');
    expect(kept.length).toBeLessThan(lines.length);
    expect(kept.at(-1)).toBe(lines.at(-1));
    expect(kept[0]).toBe(lines.at(-kept.length));
  });

  it('writes over nothing, and says what to do', async () => {
    const config = withDefaults({ stateFolder: folder });
    const out = path.join(folder, 'there');
    writeFileSync(out, 'mine');
    const progress = () => undefined;
    const exists = await collect({ config, clock, out, progress });
    expect(exists).toMatchObject({ exitCode: 1 });
    expect(exists.text).toMatch(/collect\.exists.*--out/);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    const nowhere = path.join(folder, 'absent', 'bundle');
    const unwritable = await collect({ config, clock, out: nowhere, progress });
    expect(unwritable.text).toMatch(/collect\.unwritable.*ENOENT/);
  });
});
