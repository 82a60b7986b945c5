import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { withBuildLock } from '../../tools/build-lock.mjs';
import { wineClockEnvironment } from './wine-clock.js';

const execute = promisify(execFile);

const TEMPLATE = path.resolve(import.meta.dirname, '../../build/wine/prefix');
/** Changed with the steps below, so that an old template is made anew. */
const RECIPE = 'wineboot, win10, ProcessPrng, ServicesPipeTimeout, 1';

/**
 * The environment of every Wine process of a prefix. Nothing of ours leaks in, there is no window, and arguments are
 * read as UTF-8.
 */
export function wineEnvironment(prefix: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'] ?? '/root',
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: process.env['GATEHOUSE_WINEDEBUG'] ?? '-all',
    // No Mono, no Gecko, no desktop menus: their installers would ask a person.
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    ...wineClockEnvironment(prefix),
  };
}

/** A new prefix in a folder of its own, copied from a prepared one. @throws Error naming missing Debian packages */
export async function copyWineTemplate(): Promise<string> {
  requireWine();
  await withBuildLock(TEMPLATE, prepareTemplate);
  const copy = await mkdtemp(path.join(tmpdir(), 'gatehouse-wine-'));
  // Wine's own programs are nine tenths of a prefix and never written: they are linked, not copied.
  const system = 'drive_c/windows/system32';
  await execute('cp', ['-al', '--parents', system, copy], { cwd: TEMPLATE });
  await execute('cp', ['-an', '.', copy], { cwd: TEMPLATE });
  return copy;
}

async function prepareTemplate(): Promise<void> {
  const { stdout: version } = await execute('wine', ['--version']);
  const recipe = `${RECIPE}, ${version.trim()}`;
  const stamp = `${TEMPLATE}.recipe`;
  if ((await readFile(stamp, 'utf8').catch(() => '')) === recipe) return;

  await rm(TEMPLATE, { recursive: true, force: true });
  const fresh = `${TEMPLATE}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(path.dirname(fresh), { recursive: true });
  const env = wineEnvironment(fresh);
  await execute('wine', ['wineboot', '-i'], { env });
  await execute('wineserver', ['-w'], { env });
  // node.exe refuses Windows 7, which is Wine's default.
  await execute('wine', ['winecfg', '-v', 'win10'], { env });
  await waitLongerForServices(env);
  await execute('wineserver', ['-w'], { env });
  await addProcessPrng(path.join(fresh, 'drive_c/windows/system32/bcryptprimitives.dll'));
  await rename(fresh, TEMPLATE);
  await writeFile(stamp, recipe);
}

/**
 * Windows waits 30 seconds for a service that starts (the default of `ServicesPipeTimeout`), Wine 10: too few on a machine that
 * compiles and tests at once.
 */
async function waitLongerForServices(env: NodeJS.ProcessEnv): Promise<void> {
  const value = ['/v', 'ServicesPipeTimeout', '/t', 'REG_DWORD', '/d', '30000', '/f'];
  const key = 'HKLM\\System\\CurrentControlSet\\Control';
  await execute('wine', ['reg', 'add', key, ...value], { env });
}

/** Older versions of Wine lack the library that Rust programs take their randomness from. */
async function addProcessPrng(library: string): Promise<void> {
  if (existsSync(library)) return;
  const source = path.join(import.meta.dirname, 'wine-process-prng.c');
  await execute('x86_64-w64-mingw32-gcc-posix', [
    '-shared',
    '-s',
    '-o',
    library,
    source,
    '-ladvapi32',
  ]);
}

function requireWine(): void {
  const missing = ['wine', 'wineserver'].filter((command) => !isOnPath(command));
  if (missing.length === 0) return;
  throw new Error(
    `these tests need Wine (${missing.join(', ')} not found). On Debian, as root: ` +
      'apt-get install -y --no-install-recommends wine wine64',
  );
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
