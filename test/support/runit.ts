import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 30_000;

export interface SupervisedOptions {
  /** The folder of the service as runit knows it; made here. */
  folder: string;
  /** Program and arguments. */
  command: string[];
  environment: NodeJS.ProcessEnv;
}

/** A program that runit's `runsv` (runsv(8)) keeps running, as docs/operating.md describes it. */
export class Supervised implements AsyncDisposable {
  readonly #folder: string;
  readonly #runsv: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(folder: string, runsv: ChildProcess) {
    this.#folder = folder;
    this.#runsv = runsv;
    this.#exited = new Promise((resolve) => {
      runsv.once('exit', () => resolve());
      runsv.once('error', () => resolve());
    });
  }

  /** @throws Error when there is no `runsv` (Debian package `runit`) */
  static async start({ folder, command, environment }: SupervisedOptions): Promise<Supervised> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const run = path.join(folder, 'run');
    const words = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    await writeFile(run, `#!/bin/sh\nexec ${words}\n`);
    await chmod(run, 0o700);
    const log = await open(path.join(folder, 'output.log'), 'a', 0o600);
    try {
      // setpriv(1) is of util-linux: a test that is killed takes what it supervises with it.
      const runsv = spawn('setpriv', ['--pdeathsig', 'TERM', 'runsv', folder], {
        env: environment,
        stdio: ['ignore', log.fd, log.fd],
      });
      const supervised = new Supervised(folder, runsv);
      await new Promise((resolve, reject) => {
        runsv.once('spawn', resolve);
        runsv.once('error', reject);
      });
      return supervised;
    } finally {
      await log.close();
    }
  }

  /** The process that runs now; undefined between two. */
  async pid(): Promise<number | undefined> {
    const file = path.join(this.#folder, 'supervise/pid');
    const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  }

  /** SIGKILL to the process; the supervisor starts another one. Returns false when there was none. */
  async kill(): Promise<boolean> {
    const pid = await this.pid();
    return pid !== undefined && killNow(pid);
  }

  /** The end of what the program and its supervisor wrote. */
  async output(): Promise<string> {
    const text = await readFile(path.join(this.#folder, 'output.log'), 'utf8').catch(() => '');
    return text.slice(-4000);
  }

  /** As at a shutdown: the program is told to end (SIGTERM), and not started again. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#runsv.exitCode !== null || this.#runsv.signalCode !== null) return;
    this.#runsv.kill('SIGTERM');
    const timer = new AbortController();
    const late = sleep(STOP_TIMEOUT_MS, 'late' as const, { signal: timer.signal }).catch(
      () => undefined,
    );
    const ended = await Promise.race([this.#exited, late]);
    timer.abort();
    if (ended !== 'late') return;
    this.#runsv.kill('SIGKILL');
    await this.kill();
    throw new Error(`${this.#folder} did not end when told to:\n${await this.output()}`);
  }
}

/** SIGKILL. Returns false when there is no such process. */
export function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
