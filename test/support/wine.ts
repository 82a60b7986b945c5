import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { addWineClock, setWineClock } from './wine-clock.js';
import { copyWineTemplate, wineEnvironment } from './wine-prefix.js';
import { findWineProcesses } from './wine-processes.js';
import { WineService } from './wine-service.js';
import type { WineServiceDefinition } from './wine-service.js';

export interface WineResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface WineRunOptions {
  /** Working directory, a Unix path. */
  cwd?: string;
  env?: Record<string, string>;
  /** Written to the program's standard input. */
  input?: string;
  /** The program is killed after this time; 60,000 unless told. */
  timeoutMs?: number;
}

/** A program that was started and goes on. Its output is a file: node.exe cannot write to a Unix pipe under Wine. */
export interface WineProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  stdout(): Promise<string>;
  stderr(): Promise<string>;
  /** Waits until stdout holds the text. @throws Error with all output when the time is over or the program ended */
  waitForOutput(text: string, timeoutMs?: number): Promise<string>;
  exited(): Promise<number>;
}

/**
 * A Windows of its own: registry, drive C, services. Several may live side by side. With `clock` it has a clock that can
 * be set, too.
 */
export async function createWinePrefix({ clock = false } = {}): Promise<WinePrefix> {
  const prefix = new WinePrefix(await copyWineTemplate());
  if (clock) await addWineClock(prefix.path);
  await prefix.start();
  return prefix;
}

export class WinePrefix implements AsyncDisposable {
  /** Unix path of the prefix. */
  readonly path: string;

  constructor(prefixPath: string) {
    this.path = prefixPath;
  }

  /** Unix path of `C:\`. */
  get driveC(): string {
    return path.join(this.path, 'drive_c');
  }

  /** `C:\ProgramData` as a Unix path. */
  get programData(): string {
    return path.join(this.driveC, 'ProgramData');
  }

  /** Sets the time of day, in seconds from the machine's; for a prefix with a clock of its own. */
  setClock(aheadSeconds: number): void {
    setWineClock(this.path, aheadSeconds);
  }

  /** `Z:\…` or `C:\…` for a Unix path. */
  toWindows(unixPath: string): string {
    const inside = path.relative(this.driveC, unixPath);
    const [drive, rest] = inside.startsWith('..') ? ['Z:', unixPath] : ['C:', `/${inside}`];
    return drive + rest.replaceAll('/', '\\');
  }

  /** Unix path for `C:\…` or `Z:\…`. */
  toUnix(windowsPath: string): string {
    const rest = windowsPath.slice(2).replaceAll('\\', '/');
    return windowsPath.toUpperCase().startsWith('C:') ? path.join(this.driveC, rest) : rest;
  }

  /** Keeps the Windows side alive between programs; services would die with the last program otherwise. */
  async start(): Promise<void> {
    await this.#host('wineserver', ['-p']);
  }

  /** Runs a program to its end. `program` is a Unix path, a Windows path or a name that Wine knows. */
  async run(
    program: string,
    args: string[] = [],
    options: WineRunOptions = {},
  ): Promise<WineResult> {
    await using running = await this.spawn(program, args, options);
    const exitCode = await running.exited();
    return { exitCode, stdout: await running.stdout(), stderr: await running.stderr() };
  }

  /** Like {@link run}, but a failure is an error that shows what was written. */
  async mustRun(
    program: string,
    args: string[] = [],
    options: WineRunOptions = {},
  ): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(program, args, options);
    if (exitCode !== 0) {
      throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}\n${stdout}\n${stderr}`);
    }
    return stdout;
  }

  /** Starts a program and leaves it running until it is disposed of. */
  async spawn(
    program: string,
    args: string[] = [],
    options: WineRunOptions = {},
  ): Promise<WineProcess> {
    const folder = await mkdtemp(path.join(this.path, 'output-'));
    const files = { stdout: path.join(folder, 'stdout'), stderr: path.join(folder, 'stderr') };
    const out = openSync(files.stdout, 'w');
    const err = openSync(files.stderr, 'w');
    const child = spawn('wine', [program, ...args], {
      cwd: options.cwd ?? this.driveC,
      env: { ...wineEnvironment(this.path), ...options.env },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', out, err],
    });
    closeSync(out);
    closeSync(err);
    // A program may end without reading what it is given.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
    const ended = once(child, 'exit').then(([code]) => {
      clearTimeout(timer);
      return (code as number | null) ?? 128;
    });
    const read = (file: string): Promise<string> => readFile(file, 'utf8');
    return {
      child,
      stdout: () => read(files.stdout),
      stderr: () => read(files.stderr),
      exited: () => ended,
      async waitForOutput(text, timeoutMs = 20_000) {
        const end = Date.now() + timeoutMs;
        for (;;) {
          const hasExited = child.exitCode !== null || child.signalCode !== null;
          const stdout = await read(files.stdout);
          if (stdout.includes(text)) return stdout;
          if (hasExited || Date.now() > end) {
            throw new Error(`"${text}" was not written.\n${stdout}\n${await read(files.stderr)}`);
          }
          await sleep(20);
        }
      },
      async [Symbol.asyncDispose]() {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  /** Writes a registry value; `key` like `HKLM\\SOFTWARE\\Gatehouse`. Strings of a multi-string are given as a list. */
  async setRegistry(key: string, name: string, value: string | number | string[]): Promise<void> {
    const [type, data] =
      typeof value === 'number'
        ? ['REG_DWORD', String(value)]
        : typeof value === 'string'
          ? ['REG_SZ', value]
          : ['REG_MULTI_SZ', value.join('\\0')];
    await this.mustRun('reg', ['add', key, '/v', name, '/t', type, '/d', data, '/f', '/reg:64']);
  }

  /** Removes a value, or the key with everything below it. It is no error when there is none. */
  async deleteRegistry(key: string, name?: string): Promise<void> {
    await this.run('reg', [
      'delete',
      key,
      ...(name === undefined ? [] : ['/v', name]),
      '/f',
      '/reg:64',
    ]);
  }

  /** Registers a COM server, as an installer does. */
  async registerServer(dll: string): Promise<void> {
    await this.mustRun('regsvr32', ['/s', this.toWindows(dll)]);
  }

  /** Installs a service. It is stopped and forgotten with the prefix. */
  async createService(definition: WineServiceDefinition): Promise<WineService> {
    return WineService.create(this, definition);
  }

  /** Unix process ids of the prefix whose command line holds all of `words`. */
  async findProcesses(...words: string[]): Promise<number[]> {
    return findWineProcesses(this.path, words);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host('wineserver', ['-k']);
    await this.#host('wineserver', ['-w']);
    for (const pid of await findWineProcesses(this.path, [])) killIfAlive(pid);
    await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #host(command: string, args: string[]): Promise<void> {
    const child = spawn(command, args, { env: wineEnvironment(this.path), stdio: 'ignore' });
    await once(child, 'exit');
  }
}

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
