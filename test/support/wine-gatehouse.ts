import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { SERVICE_NAME } from '../../service/src/windows/names.js';
import { APP, prepareWindowsApp } from '../../tools/windows-node.mjs';
import type { WineService } from './wine-service.js';
import type { WinePrefix } from './wine.js';

const execute = promisify(execFile);

const SETTINGS_KEY = 'HKLM\\SOFTWARE\\Gatehouse';

export interface InstallOptions {
  /** Join token. The service joins with it in the background, as after an unattended installation. */
  token?: string;
  /** Registry values below `HKLM\SOFTWARE\Gatehouse`, as in docs/configuration.md: `ServerTimeoutMs`, `LogLevel` … */
  settings?: Record<string, string | number | string[]>;
  /** Unix path of the credential provider, if it is to be registered. */
  provider?: string;
}

/** The product in a prefix, laid out as the installer does it. */
export interface InstalledGatehouse {
  readonly service: WineService;
  /** Unix path of the folder with node.exe. */
  readonly folder: string;
  /** Unix path of the state folder. */
  readonly stateFolder: string;
  /** Runs a command of the service's program, as `status` or `join --token-file …`. */
  command(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** The lines of the service's log so far. */
  log(): Promise<LogLine[]>;
}

export type LogLine = { message: string; level: string } & Record<string, unknown>;

/** Installs the product; the service is created and not yet started. */
export async function installGatehouse(
  prefix: WinePrefix,
  options: InstallOptions = {},
): Promise<InstalledGatehouse> {
  await prepareWindowsApp();
  const folder = path.join(prefix.driveC, 'Program Files/Gatehouse');
  await mkdir(path.dirname(folder), { recursive: true });
  // Linked where that is possible: nothing writes to the program's folder.
  await execute('cp', ['-al', APP, folder]).catch(() => execute('cp', ['-a', APP, folder]));

  const stateFolder = path.join(prefix.programData, 'Gatehouse');
  // Wine's services have another %ProgramData% than its programs.
  const settings: Record<string, string | number | string[]> = {
    StateFolder: prefix.toWindows(stateFolder),
    ...options.settings,
  };
  if (options.token !== undefined) {
    const file = path.join(folder, 'join-token');
    await writeFile(file, options.token, { mode: 0o600 });
    settings['TokenFile'] = prefix.toWindows(file);
  }
  for (const [name, value] of Object.entries(settings)) {
    await prefix.setRegistry(SETTINGS_KEY, name, value);
  }
  if (options.provider !== undefined) {
    const dll = path.join(folder, path.basename(options.provider));
    await copyFile(options.provider, dll);
    await prefix.registerServer(dll);
  }

  const node = path.join(folder, 'node.exe');
  const main = prefix.toWindows(path.join(folder, 'service/dist/main.js'));
  const service = await prefix.createService({
    name: SERVICE_NAME,
    program: node,
    args: [main, 'run'],
  });
  return {
    service,
    folder,
    stateFolder,
    command: (...args) => prefix.run(node, [main, ...args]),
    log: () => readLog(path.join(stateFolder, 'logs')),
  };
}

/** The lines of the log files in a folder. */
export async function readLog(folder: string): Promise<LogLine[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(
    names.sort().map((name) => readFile(path.join(folder, name), 'utf8')),
  );
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}
