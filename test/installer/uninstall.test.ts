import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { jest } from '@jest/globals';

import { Started } from '../support/started.js';
import { queryRegistry, stateOfService } from '../support/wine-installation.js';
import { createWinePrefix } from '../support/wine.js';
import type { WinePrefix } from '../support/wine.js';

jest.setTimeout(300_000);

const SCRIPT = path.resolve(import.meta.dirname, '../../installer/support/uninstall.cmd');
const PROVIDERS =
  'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Providers';
const SAFE_MODE = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Minimal\\gatehouse-service';

const SERVICE = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\gatehouse-service';
/** Exit codes 1 and 0, whatever the arguments. */
const ALWAYS = { refuses: 'hostname.exe', agrees: 'whoami.exe' };
/** Where Wine marks a program as its own. */
const BUILTIN = { at: 0x40, mark: 'Wine builtin DLL' };

const started = new Started();
let prefix: WinePrefix;

const fallbacks = () => queryRegistry(prefix, PROVIDERS, '/v', 'ProhibitFallbacks');
const setFallbacks = () =>
  prefix.mustRun('reg', [
    ...['add', PROVIDERS, '/v', 'ProhibitFallbacks', '/t', 'REG_DWORD', '/d', '1', '/f', '/reg:64'],
  ]);
const createService = () =>
  prefix.mustRun('sc', ['create', 'gatehouse-service', 'binPath=', 'C:\\windows\\notepad.exe']);
/** In a folder with a program of that name, which `cmd` takes before Windows' own: one of Wine's that always says the same. */
const uninstall = async (name = 'none.exe', always: keyof typeof ALWAYS = 'refuses') => {
  const cwd = path.join(prefix.driveC, `${always}-${name}`);
  await mkdir(cwd, { recursive: true });
  const program = await readFile(path.join(prefix.driveC, 'windows/system32', ALWAYS[always]));
  // Else Wine takes its own program of the new name instead of the file.
  program.fill(0, BUILTIN.at, BUILTIN.at + BUILTIN.mark.length);
  await writeFile(path.join(cwd, name), program);
  return prefix.run('cmd', ['/c', prefix.toWindows(SCRIPT)], { cwd });
};

beforeAll(async () => {
  prefix = started.use(await createWinePrefix());
});

afterAll(() => started[Symbol.asyncDispose]());

it('leaves ProhibitFallbacks where the installation did not set it', async () => {
  await setFallbacks();
  await createService();
  const { exitCode, stdout } = await uninstall();
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Gatehouse is off')]);
  expect(await fallbacks()).toContain('0x1');
  expect(await stateOfService(prefix)).toBeUndefined();
});

it('takes ProhibitFallbacks along where it was installed with SAFEMODE=1, and the mark of that', async () => {
  await prefix.setRegistry(SAFE_MODE, 'Origin', 'Gatehouse');
  expect(await uninstall()).toMatchObject({ exitCode: 0 });
  expect(await fallbacks()).toBeUndefined();
  expect(await queryRegistry(prefix, SAFE_MODE)).toBeUndefined();
});

it('fails where the service stays', async () => {
  await createService();
  const { exitCode, stdout } = await uninstall('sc.exe', 'refuses');
  expect([exitCode, stdout]).toEqual([
    1,
    expect.stringContaining('The service gatehouse-service could not'),
  ]);
  expect(stdout).not.toContain('Gatehouse is off');
  expect(await stateOfService(prefix)).toBeDefined();
});

it('takes a service that goes with the restart for gone', async () => {
  await prefix.setRegistry(SERVICE, 'DeleteFlag', '1');
  const { exitCode } = await uninstall('sc.exe', 'refuses');
  expect(exitCode).toBe(0);
});

it('fails where ProhibitFallbacks stays, and keeps the mark that it is ours', async () => {
  // Every key is there, whatever was deleted.
  const { exitCode, stdout } = await uninstall('reg.exe', 'agrees');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('ProhibitFallbacks could not be removed');
  expect(stdout).toContain('Network\\gatehouse-service" could not be removed');
  expect(stdout).not.toContain('Minimal\\gatehouse-service" could not be removed');
});
