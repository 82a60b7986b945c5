import { execFile } from 'node:child_process';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

import { buildInstaller } from '../../tools/build-installer.mjs';
import { waitUntil } from '../support/service.js';
import { Started } from '../support/started.js';
import { queryRegistry, shortcutIn, stateOfService } from '../support/wine-installation.js';
import { MSI_DONE, expectRefusal, msiProperty, msiexec, repair } from '../support/wine-msi.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(300_000);

const execute = promisify(execFile);
const started = new Started();

const VERSION = '0.2.0';
const SETTINGS_KEY = 'HKLM\\SOFTWARE\\Gatehouse';
const WINDOWS_KEY = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
/** Everything that the package writes is below these. */
const WRITTEN = [
  SETTINGS_KEY,
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\gatehouse-service',
  'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Gatehouse',
  'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SafeBoot',
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication',
  'HKLM\\SOFTWARE\\Classes\\CLSID\\{bb9f93a5-0b25-4294-9f86-607358abf3f1}',
];

let prefix: WinePrefix;
let msi: string;
let tokenFile: string;

beforeAll(async () => {
  prefix = await createWinePrefix();
  started.use(prefix);
  msi = await buildInstaller({ version: VERSION });
  tokenFile = path.join(prefix.path, 'token of a stranger');
  await writeFile(tokenFile, 'gatehouse-join-of-a-stranger');
}, 400_000);

afterAll(() => started[Symbol.asyncDispose](), 120_000);

const install = (file: string, ...properties: string[]) =>
  msiexec(prefix, ['/i', prefix.toWindows(file), ...properties]);

const stateFolder = () => path.join(prefix.programData, 'Gatehouse');
const refused = (
  result: { exitCode: number; log: string },
  { property, message }: { property: string; message: string },
) => expectRefusal({ msi, result, property, message });

/** All values below the keys that the package writes to. */
async function written(): Promise<Record<string, string | undefined>> {
  const values: Record<string, string | undefined> = {};
  for (const key of WRITTEN) values[key] = await queryRegistry(prefix, key, '/s');
  return values;
}

/** What a standard user may give to a repair; Wine passes on what Windows would keep back. */
const hostile = () => [
  ...['MODE=observe', 'SAFEMODE=1', 'GOLDEN_IMAGE=1', 'PURGE=1', 'GATEHOUSE_TOKEN=a|b|c'],
  `GATEHOUSE_TOKEN_FILE=${prefix.toWindows(tokenFile)}`,
  ...['EARLIERMODE=observe', 'EARLIERSAFEMODE=Gatehouse', 'EARLIERTEMPLATE=stranger'],
  ...['EARLIERSERVICE=C:\\stranger.exe', 'STATEFOLDER=C:\\stranger', 'TARGETDIR=C:\\stranger'],
  ...['PROCESSOR=ARM64', 'WINDOWSBUILD=1', 'REBOOT=Force', 'DISABLEROLLBACK=1'],
];

describe('the MSI says no', () => {
  it.each([
    ['Windows 8.1 and Server 2012 R2', '9600'],
    ['Server 2016', '14393'],
    ['Windows 10 version 1803', '17134'],
  ])('below Windows 10 version 1809: %s', async (_, build) => {
    const current = await queryRegistry(prefix, WINDOWS_KEY, '/v', 'CurrentBuildNumber');
    const before = /REG_SZ\s+(\d+)/.exec(current ?? '')?.[1] ?? '';
    await prefix.setRegistry(WINDOWS_KEY, 'CurrentBuildNumber', build);
    const result = await install(msi);
    await prefix.setRegistry(WINDOWS_KEY, 'CurrentBuildNumber', before);
    await refused(result, { property: 'WINDOWSBUILD', message: 'Windows 10 version 1809' });
    expect(await stateOfService(prefix)).toBeUndefined();
  });
});

describe('a repair that a standard user begins', () => {
  it('writes nothing that was not said at the installation', async () => {
    expect(await install(msi)).toMatchObject({ exitCode: MSI_DONE });
    const before = await written();
    expect(before[SETTINGS_KEY]).not.toContain('Stage');
    const repaired = await repair(prefix, msi, ...hostile());
    expect(repaired).toMatchObject({ exitCode: MSI_DONE });
    expect(await written()).toEqual(before);
    expect(await readdir(stateFolder())).not.toContain('join-token');
    expect(await stateOfService(prefix)).toBe('RUNNING');
    // Nor is it begun with them: the log shows what actions were given.
    expect(repaired.log).toContain('Property(S): REBOOT = ReallySuppress');
    expect(repaired.log).not.toContain('Property(S): DISABLEROLLBACK = 1');
  });

  it('keeps the stage that the service wrote', async () => {
    await prefix.setRegistry(SETTINGS_KEY, 'Stage', 'enforce');
    const before = await written();
    expect(await repair(prefix, msi, ...hostile())).toMatchObject({ exitCode: MSI_DONE });
    expect(await written()).toEqual(before);
  });

  it('has no service go back to what the user names, where there is none', async () => {
    const script = prefix.toWindows(
      path.join(prefix.driveC, 'Program Files/Gatehouse/uninstall.cmd'),
    );
    expect((await prefix.run('cmd', ['/c', script])).exitCode).toBe(0);
    const repaired = await repair(prefix, msi, ...hostile());
    expect(repaired).toMatchObject({ exitCode: MSI_DONE });
    // What the rollback of the service would be told.
    expect(repaired.log).not.toMatch(/Property\(S\): \w+ = C:\\stranger\.exe/);
    expect(await stateOfService(prefix)).toBe('RUNNING');
  });

  it('takes no feature away', async () => {
    const before = await written();
    const result = await repair(prefix, msi, 'REMOVE=Provider');
    await refused(result, { property: 'REMOVE', message: 'A repair adds and removes no features' });
    expect(await written()).toEqual(before);
  });

  it('leaves a clone the name of its template', async () => {
    await prefix.setRegistry(SETTINGS_KEY, 'TemplateName', 'THE-TEMPLATE');
    const before = await written();
    expect(await repair(prefix, msi, ...hostile())).toMatchObject({ exitCode: MSI_DONE });
    expect(await written()).toEqual(before);
  });
});

it('other content of the same version is refused beside it', async () => {
  const other = path.join(prefix.path, 'other.msi');
  await copyFile(msi, other);
  const code = '{11111111-2222-4333-8444-555555555555}';
  const change = `UPDATE \`Property\` SET \`Value\`='${code}' WHERE \`Property\`='ProductCode'`;
  await execute('msibuild', [other, '-q', change]);
  const before = await written();
  await refused(await install(other), {
    property: 'SAME_VERSION',
    message: 'Another build of this version of Gatehouse is installed',
  });
  expect(await written()).toEqual(before);
  expect(await readFile(tokenFile, 'utf8')).toBe('gatehouse-join-of-a-stranger');
});

/** Needs no server: an administrator says where the portal is. */
describe('the shortcut for people who are signed in', () => {
  const OURS = '[InternetShortcut]\r\nURL=https://portal.corp.test/account\r\n';
  const PATIENCE_MS = 60_000;
  const present = () => readFile(shortcutIn(prefix), 'latin1').catch(() => undefined);
  const becomes = (text: string | undefined) =>
    waitUntil(async () => (await present()) === text, PATIENCE_MS);
  const change = async (...args: string[]) => {
    const [option = '', ...rest] = args;
    return msiexec(prefix, [option, await msiProperty(msi, 'ProductCode'), ...rest]);
  };

  it('goes with its feature, and comes back with it', async () => {
    expect(await present()).toBeUndefined();
    await prefix.setRegistry(SETTINGS_KEY, 'PortalUrl', 'https://portal.corp.test');
    // The service starts anew.
    expect(await repair(prefix, msi)).toMatchObject({ exitCode: MSI_DONE });
    await becomes(OURS);
    expect(await change('/i', 'REMOVE=UserTools')).toMatchObject({ exitCode: MSI_DONE });
    await becomes(undefined);
    expect(await stateOfService(prefix)).toBe('RUNNING');
    expect(await change('/i', 'ADDLOCAL=UserTools')).toMatchObject({ exitCode: MSI_DONE });
    await becomes(OURS);
  });

  it('goes where Windows Installer does not run, and a file of somebody else stays', async () => {
    const script = prefix.toWindows(
      path.join(prefix.driveC, 'Program Files/Gatehouse/uninstall.cmd'),
    );
    expect((await prefix.run('cmd', ['/c', script])).exitCode).toBe(0);
    expect(await present()).toBeUndefined();
    for (const theirs of [
      OURS.replace('account', 'news'),
      OURS.replace('https', 'http'),
      `${OURS}IconIndex=0\r\n`,
    ]) {
      await writeFile(shortcutIn(prefix), theirs);
      expect((await prefix.run('cmd', ['/c', script])).exitCode).toBe(0);
      expect(await present()).toBe(theirs);
    }
  });

  it('goes when Gatehouse is uninstalled', async () => {
    await writeFile(shortcutIn(prefix), OURS);
    expect(await change('/x')).toMatchObject({ exitCode: MSI_DONE });
    expect(await present()).toBeUndefined();
    const theirs = OURS.replace('account', 'news');
    await writeFile(shortcutIn(prefix), theirs);
    expect(await install(msi)).toMatchObject({ exitCode: MSI_DONE });
    expect(await change('/x')).toMatchObject({ exitCode: MSI_DONE });
    expect(await present()).toBe(theirs);
  });
});
