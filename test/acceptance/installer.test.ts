import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { parseJoinToken, pathOf } from '../../protocol/src/index.js';
import type { administration } from '../../protocol/src/index.js';
import { buildInstaller } from '../../tools/build-installer.mjs';
import { NATIVE } from '../../tools/build-native.mjs';
import { Authenticator } from '../support/authenticator.js';
import { startCorporateServer } from '../support/corporate-server.js';
import type { CorporateServer } from '../support/corporate-server.js';
import { DESCRIPTORS, isKeptByWine } from '../support/descriptors/expected.js';
import { readDescriptors } from '../support/descriptors/wine-descriptors.js';
import { LogonHost } from '../support/logon-host.js';
import type { Submitted } from '../support/logon-host.js';
import { createJoinToken } from '../support/recovery-desktop.js';
import type { TestServer } from '../support/server.js';
import { Started } from '../support/started.js';
import { readLog } from '../support/wine-gatehouse.js';
import { queryRegistry, shortcutIn, stateOfService } from '../support/wine-installation.js';
import {
  MSI_DONE,
  expectRefusal,
  msiProperty,
  msiTable,
  msiexec,
  repair,
  restoreUpgradeCode,
} from '../support/wine-msi.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(300_000);

const PASSWORD = 'Correct-Horse 7';
const POLICY = {
  name: 'acceptance',
  assign: { everyone: true },
  settings: { logon: { desktop: { require: 'second-factor', methods: ['totp'] } } },
};

const CLSID = '{bb9f93a5-0b25-4294-9f86-607358abf3f1}';
const FILTER_CLSID = '{4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}';
const AUTHENTICATION = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication';
const PROVIDERS = `${AUTHENTICATION}\\Credential Providers`;
const PROVIDER_KEY = `${PROVIDERS}\\${CLSID}`;
const FILTERS_KEY = `${AUTHENTICATION}\\Credential Provider Filters`;
const CLASS_KEY = `HKLM\\SOFTWARE\\Classes\\CLSID\\${CLSID}`;
const FILTER_CLASS_KEY = `HKLM\\SOFTWARE\\Classes\\CLSID\\${FILTER_CLSID}`;
const SERVICE_KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\gatehouse-service';
const EVENT_KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Gatehouse';
const SAFEBOOT = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SafeBoot';
const SETTINGS_KEY = 'HKLM\\SOFTWARE\\Gatehouse';
const [OLD, NEW] = ['0.1.0', '0.2.0'] as const;

const started = new Started();
let company: CorporateServer;
/** The one that runs: not the first any more, once it was stopped. */
let server: TestServer;
let prefix: WinePrefix;
let authenticator: Authenticator;
let packages: Record<typeof OLD | typeof NEW, string>;
let token: string;
let installed: { exitCode: number; log: string };
let workstationId: string;

const root = () => path.join(prefix.driveC, 'Program Files/Gatehouse');
const stateFolder = () => path.join(prefix.programData, 'Gatehouse');

beforeAll(async () => {
  [company, prefix] = await Promise.all([
    startCorporateServer(started, [{ name: 'alice', password: PASSWORD }]),
    createWinePrefix(),
  ]);
  started.use(prefix);
  packages = {
    [OLD]: await buildInstaller({ version: OLD }),
    [NEW]: await buildInstaller({ version: NEW }),
  };
  ({ server } = company);
  await server.administer('PUT', pathOf('applyPolicy', { policyName: POLICY.name }), POLICY);
  const enrolled = await server.administer<administration.EnrolledTotp>(
    'POST',
    pathOf('enrollTotp', { name: 'alice' }),
    {},
  );
  authenticator = new Authenticator(enrolled.uri);
  token = await createJoinToken(server);
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

const install = (version: typeof OLD | typeof NEW, ...properties: string[]) =>
  msiexec(prefix, ['/i', prefix.toWindows(packages[version]), ...properties]);

async function uninstall(version: typeof OLD | typeof NEW, ...properties: string[]) {
  return msiexec(prefix, [
    '/x',
    await msiProperty(packages[version], 'ProductCode'),
    ...properties,
  ]);
}

const registry = (key: string, ...args: string[]) => queryRegistry(prefix, key, ...args);
const serviceState = () => stateOfService(prefix);

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`in vain: ${what}`);
    await sleep(200);
  }
}

const log = () => readLog(path.join(stateFolder(), 'logs'));
const countOf = async (message: string) =>
  (await log()).filter((line) => line.message === message).length;

interface Status {
  joined: boolean;
  workstationId: string;
  version: string;
  filter: unknown;
}

/** Runs the service's program as an administrator does. */
async function status(): Promise<Status> {
  const command = prefix.toWindows(path.join(root(), 'gatehouse-service.cmd'));
  const { stdout } = await prefix.run('cmd', ['/c', command, 'status']);
  return JSON.parse(stdout) as Status;
}

async function expectInstalled(version: string): Promise<void> {
  expect(await serviceState()).toBe('RUNNING');
  const folder = `C:\\Program Files\\Gatehouse\\${version}\\`;
  expect(await registry(SERVICE_KEY, '/v', 'ImagePath')).toContain(
    `"${folder}node.exe" "${folder}service\\dist\\main.js" run`,
  );
  expect(await registry(PROVIDER_KEY)).toContain('Gatehouse Credential Provider');
  expect(await registry(`${CLASS_KEY}\\InprocServer32`)).toContain(
    `${folder}gatehouse-provider.dll`,
  );
  const source = await registry(EVENT_KEY);
  expect(source).toMatch(/CategoryCount\s+REG_DWORD\s+0x5/);
  for (const name of ['EventMessageFile', 'CategoryMessageFile']) {
    expect(source).toContain(name);
    expect(await registry(EVENT_KEY, '/v', name)).toContain(`${folder}gatehouse-events.dll`);
  }
  expect(existsSync(path.join(root(), version, 'gatehouse-events.dll'))).toBe(true);
  expect(await registry(`${FILTERS_KEY}\\${FILTER_CLSID}`)).toContain('Gatehouse');
  expect(await registry(`${FILTER_CLASS_KEY}\\InprocServer32`)).toContain(
    `${folder}gatehouse-provider.dll`,
  );
  const { filter } = await status();
  const dll = await readFile(path.join(root(), version, 'gatehouse-provider.dll'));
  const sha256 = createHash('sha256').update(dll).digest('hex');
  expect(filter).toEqual({ inForce: true, sha256 });
  expect(await registry(SETTINGS_KEY, '/v', 'ProviderSha256')).toContain(sha256);
}

async function expectGone(): Promise<void> {
  expect(await serviceState()).toBeUndefined();
  for (const key of [PROVIDER_KEY, CLASS_KEY, FILTER_CLASS_KEY, SERVICE_KEY]) {
    expect([key, await registry(key)]).toEqual([key, undefined]);
  }
  expect((await registry(FILTERS_KEY, '/s')) ?? '').not.toContain('Gatehouse');
}

const expectRefused = (
  result: { exitCode: number; log: string },
  message: string,
  property: string,
) => expectRefusal({ msi: packages[OLD], result, message, property });

async function logOn(host: LogonHost): Promise<Submitted> {
  const asked = await host.signIn('CORP\\alice', PASSWORD);
  expect(asked.serialization).toBeUndefined();
  expect(asked.fields.code.state).toBe('selected');
  return host.enterCode(await authenticator.nextCode());
}

function expectCredential(submitted: Submitted): void {
  expect(submitted).toMatchObject({
    response: 'return-credential-finished',
    serialization: { domain: 'CORP', user: 'alice', password: PASSWORD },
  });
}

async function withHost<T>(use: (host: LogonHost) => Promise<T>): Promise<T> {
  await using host = new LogonHost(prefix, NATIVE.logonHost);
  await host.open();
  return await use(host);
}

describe('what the package asks of Windows Installer, which Wine does not do', () => {
  it('keeps the token out of logs, and hands public properties to the elevated half', async () => {
    const hidden = (await msiProperty(packages[OLD], 'MsiHiddenProperties')).split(';');
    expect(hidden).toEqual(['GATEHOUSE_TOKEN', 'StoreToken']);
    // No others: what is found on the computer is nobody's to pass.
    const secure = (await msiProperty(packages[OLD], 'SecureCustomProperties')).split(';');
    expect(secure).toEqual([
      ...['GATEHOUSE_TOKEN', 'GATEHOUSE_TOKEN_FILE', 'MODE', 'SAFEMODE', 'GOLDEN_IMAGE', 'PURGE'],
      ...['OLDER_VERSION', 'NEWER_VERSION', 'SAME_VERSION'],
    ]);
    // msidbCustomActionTypeHideTarget
    const actions = await msiTable(packages[OLD], 'CustomAction');
    for (const name of ['SetStoreToken', 'StoreToken']) {
      const type = Number(actions.find(({ Action }) => Action === name)?.['Type']);
      expect([name, type & 0x2000]).toEqual([name, 0x2000]);
    }
  });

  it('looks at the computer in the elevated half alone, and tells administrators from others', async () => {
    const actions = (await msiTable(packages[OLD], 'InstallUISequence')).map(
      ({ Action }) => Action,
    );
    expect(actions).toContain('ExecuteAction');
    expect(actions).not.toContain('AppSearch');
    expect(actions).not.toContain('LaunchConditions');
    expect(await msiProperty(packages[OLD], 'MSIUSEREALADMINDETECTION')).toBe('1');
    const conditions = await msiTable(packages[OLD], 'LaunchCondition');
    expect(conditions.map(({ Condition }) => Condition)).toEqual(
      expect.arrayContaining([
        'Privileged AND NOT ProductState = 1',
        'NOT Installed OR REINSTALL OR REMOVE = "ALL" OR AdminUser',
      ]),
    );
  });

  it('starts no reboot by itself, and keeps features over an upgrade', async () => {
    expect(await msiProperty(packages[OLD], 'REBOOT')).toBe('ReallySuppress');
    const [older] = (await msiTable(packages[NEW], 'Upgrade')).filter(
      ({ ActionProperty }) => ActionProperty === 'OLDER_VERSION',
    );
    expect(Number(older?.['Attributes']) & 1).toBe(1);
  });
});

describe('the MSI', () => {
  it('is refused on ARM64, and with a mode that is none', async () => {
    const environment = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment';
    await prefix.setRegistry(environment, 'PROCESSOR_ARCHITECTURE', 'ARM64');
    const refused = await install(OLD);
    await prefix.setRegistry(environment, 'PROCESSOR_ARCHITECTURE', 'AMD64');
    await expectRefused(refused, 'This is an ARM64 computer', 'PROCESSOR');
    const other = await install(OLD, 'MODE=lenient');
    await expectRefused(other, 'MODE is observe, optional or enforce', 'MODE');
    expect(existsSync(root())).toBe(false);
    await expectGone();
  });

  it('installs a service that runs and joins, and a provider that is registered', async () => {
    installed = await install(OLD, `GATEHOUSE_TOKEN=${token}`, 'MODE=enforce', 'SAFEMODE=1');
    expect(installed).toMatchObject({ exitCode: MSI_DONE });
    await expectInstalled(OLD);
    expect(await registry(SETTINGS_KEY, '/v', 'Stage')).toContain('enforce');
    for (const kind of ['Minimal', 'Network']) {
      expect(await registry(`${SAFEBOOT}\\${kind}\\gatehouse-service`)).toContain('Service');
    }
    expect(await registry(PROVIDERS, '/v', 'ProhibitFallbacks')).toContain('0x1');
    await eventually('it joins', async () => (await countOf('identity.joined')) === 1);
    ({ workstationId } = await status());
  });

  it('leaves the token nowhere', async () => {
    const { secret } = parseJoinToken(token);
    // Asked of Windows: what was written just now is not in the files of the hives yet.
    const file = path.join(prefix.path, 'exported.reg');
    const texts: string[] = [];
    for (const key of ['HKLM\\SOFTWARE', 'HKLM\\SYSTEM', 'HKCU']) {
      await prefix.mustRun('reg', ['export', key, prefix.toWindows(file), '/y']);
      texts.push(await readFile(file, 'utf16le'));
    }
    expect(texts[0]).toContain('join-token');
    for (const text of [installed.log, ...texts]) {
      expect(text.includes(token)).toBe(false);
      expect(text.includes(secret)).toBe(false);
    }
    expect(existsSync(path.join(stateFolder(), 'join-token'))).toBe(false);
  });

  it('lets somebody log on through the installed DLL', async () => {
    await withHost(async (host) => {
      await host.command('wait-field link1 visible 40000');
      await host.command('wait-field link2 visible 40000');
      expectCredential(await logOn(host));
      await host.report();
    });
    await eventually('a kit is kept', async () => (await countOf('kit.kept')) === 1);
  });

  it('has the descriptors that are written down, as far as Wine keeps them', async () => {
    const read = await readDescriptors(prefix, {
      state: stateFolder(),
      program: root(),
      version: path.join(root(), OLD),
    });
    for (const { row, path: name, sddl } of read) {
      expect([name, sddl, isKeptByWine(row, sddl)]).toEqual([name, sddl, true]);
    }
    // A policy is nobody's yet, the token is used, and the sentinel is there while a logon screen is.
    const missing = DESCRIPTORS.windows.filter((row) => !read.some((each) => each.row === row));
    expect(missing.map((row) => row.path)).toEqual([
      '{state}\\join-token',
      'MACHINE\\SOFTWARE\\Policies\\Gatehouse',
    ]);
  });

  it('is upgraded while the service runs and a logon screen holds the old DLL', async () => {
    await withHost(async (host) => {
      expect(await install(NEW)).toMatchObject({ exitCode: MSI_DONE });
      await expectInstalled(NEW);
      // What is held stays until the next boot; everything else of the old version is gone.
      expect(await readdir(path.join(root(), OLD))).toEqual(['gatehouse-provider.dll']);
      expect(await registry(SETTINGS_KEY, '/v', 'Stage')).toContain('enforce');
      expect(await registry(`${SAFEBOOT}\\Minimal\\gatehouse-service`)).toContain('Service');
      // The old DLL and the new service.
      await host.command('wait-field password visible 40000');
      expectCredential(await logOn(host));
      await host.report();
    });
  });

  it('keeps identity and kits over the upgrade', async () => {
    expect(await status()).toMatchObject({ workstationId });
    expect(await countOf('identity.joined')).toBe(1);
    await company.stop();
    try {
      await withHost(async (host) => {
        const asked = await host.signIn('CORP\\alice', PASSWORD);
        expect(asked.fields.code.state).toBe('selected');
        expect(asked.fields.detail.text).toMatch(/cannot be reached|by itself|this computer/);
        expectCredential(await host.enterCode(await authenticator.nextCode()));
      });
    } finally {
      server = await company.start();
    }
  });

  it('is taken off without Windows Installer, as in Safe Mode', async () => {
    const script = prefix.toWindows(path.join(root(), 'uninstall.cmd'));
    const { exitCode, stdout } = await prefix.run('cmd', ['/c', script]);
    expect(stdout).toContain('Gatehouse is off');
    expect(exitCode).toBe(0);
    await eventually('the service is gone', async () => (await serviceState()) === undefined);
    await expectGone();
    expect(await registry(`${SAFEBOOT}\\Minimal\\gatehouse-service`)).toBeUndefined();
    expect(await registry(PROVIDERS, '/v', 'ProhibitFallbacks')).toBeUndefined();
  });

  it('repairs what is missing', async () => {
    const lost = path.join(root(), NEW, 'service/package.json');
    await rm(lost);
    expect(await repair(prefix, packages[NEW])).toMatchObject({ exitCode: MSI_DONE });
    expect(existsSync(lost)).toBe(true);
    await expectInstalled(NEW);
    expect(await status()).toMatchObject({ workstationId });
  });

  it('refuses to go back to an older version', async () => {
    await restoreUpgradeCode(prefix, packages[NEW]);
    const refused = await install(OLD);
    await expectRefused(refused, 'A newer version of Gatehouse is installed', 'NEWER_VERSION');
    await expectInstalled(NEW);
  });

  it('is removed whole, and keeps its state and what is not its own', async () => {
    await writeFile(shortcutIn(prefix), 'theirs');
    expect(await uninstall(NEW)).toMatchObject({ exitCode: MSI_DONE });
    await expectGone();
    expect(existsSync(root())).toBe(false);
    expect(await readFile(shortcutIn(prefix), 'utf8')).toBe('theirs');
    expect(await registry(SETTINGS_KEY, '/v', 'StateFolder')).toBeUndefined();
    expect(await registry(EVENT_KEY)).toBeUndefined();
    expect(await readdir(stateFolder())).toEqual(expect.arrayContaining(['identity.json', 'kits']));
  });

  it('finds the state again, and takes it along with PURGE=1', async () => {
    expect(await install(NEW, 'ADDLOCAL=Service')).toMatchObject({ exitCode: MSI_DONE });
    expect(await serviceState()).toBe('RUNNING');
    // The service alone was asked for.
    expect(await registry(PROVIDER_KEY)).toBeUndefined();
    expect(await status()).toMatchObject({ workstationId });
    // Then the tile, without its links.
    expect(await install(NEW, 'ADDLOCAL=Provider')).toMatchObject({ exitCode: MSI_DONE });
    await withHost(async (host) => {
      await host.signIn('CORP\\alice', PASSWORD);
      // Back at the service's first screen.
      const { code, password, link1, link2 } = (await host.follow('link4')).fields;
      expect([code.state, link1.state, link2.state]).toEqual(['hidden', 'hidden', 'hidden']);
      expect(password.state).toBe('selected');
    });
    expect(await uninstall(NEW, 'PURGE=1')).toMatchObject({ exitCode: MSI_DONE });
    await expectGone();
    expect(existsSync(stateFolder())).toBe(false);
    expect(await registry(SETTINGS_KEY)).toBeUndefined();
  });

  it('is installed on a template, which does not join, with a token from a file', async () => {
    token = await createJoinToken(server);
    const tokenFile = path.join(prefix.path, 'token for the image');
    await writeFile(tokenFile, token);
    const { exitCode, log: text } = await install(
      NEW,
      'ADDLOCAL=Service',
      'GOLDEN_IMAGE=1',
      `GATEHOUSE_TOKEN_FILE=${prefix.toWindows(tokenFile)}`,
    );
    expect(exitCode).toBe(MSI_DONE);
    expect(text.includes(token)).toBe(false);
    const { stdout: name } = await prefix.run('hostname');
    expect((await registry(SETTINGS_KEY, '/v', 'TemplateName'))?.toLowerCase()).toContain(
      name.trim().toLowerCase(),
    );
    await eventually('it knows what it is', async () => (await countOf('identity.template')) === 1);
    expect(await status()).toMatchObject({ joined: false });
    // One file serves a whole rollout; ours waits for the clones.
    expect(await readFile(tokenFile, 'utf8')).toBe(token);
    expect(await readFile(path.join(stateFolder(), 'join-token'), 'utf8')).toBe(token);
    const read = await readDescriptors(prefix, {
      state: stateFolder(),
      program: root(),
      version: path.join(root(), NEW),
    });
    const kept = read.find(({ row }) => row.path.endsWith('join-token'))!;
    expect([kept.sddl, isKeptByWine(kept.row, kept.sddl)]).toEqual([kept.sddl, true]);
  });

  it('joins by itself where a clone of the template has a name of its own', async () => {
    // For a clone, the template is a computer of another name.
    await prefix.setRegistry(SETTINGS_KEY, 'TemplateName', 'THE-TEMPLATE');
    await prefix.run('net', ['stop', 'gatehouse-service']);
    await eventually('it stops', async () => (await serviceState()) === 'STOPPED');
    await prefix.run('net', ['start', 'gatehouse-service']);
    await eventually('it joins', async () => (await countOf('identity.joined')) === 1);
    expect(await status()).toMatchObject({ joined: true });
    expect(existsSync(path.join(stateFolder(), 'join-token'))).toBe(false);
  });

  it('leaves a clone what it is when it is repaired', async () => {
    const { workstationId: ofClone } = await status();
    expect(await repair(prefix, packages[NEW])).toMatchObject({ exitCode: MSI_DONE });
    expect(await registry(SETTINGS_KEY, '/v', 'TemplateName')).toContain('THE-TEMPLATE');
    expect(await status()).toMatchObject({ joined: true, workstationId: ofClone });
    expect(await countOf('identity.template')).toBe(1);
    expect(await uninstall(NEW, 'PURGE=1')).toMatchObject({ exitCode: MSI_DONE });
    await expectGone();
  });
});
