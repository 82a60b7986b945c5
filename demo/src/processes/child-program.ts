import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';

const STOP_TIMEOUT_MS = 20_000;
/** How much of a log is shown when a program ends by itself. */
const SHOWN_LOG_BYTES = 2000;

export interface ChildProgramOptions {
  /** What it is called in messages. */
  name: string;
  /** A JavaScript file. */
  program: string;
  args: string[];
  environment: NodeJS.ProcessEnv;
  /** Where its output goes. */
  logFile: string;
  /** Aborted when nothing is to be waited for any more. */
  ended: AbortSignal;
}

/** A program of the product, running as a child of the demo. */
export class ChildProgram implements AsyncDisposable {
  readonly #options: ChildProgramOptions;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;

  private constructor(options: ChildProgramOptions, child: ChildProcess) {
    this.#options = options;
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
  }

  static async start(options: ChildProgramOptions): Promise<ChildProgram> {
    const log = await open(options.logFile, 'a', 0o600);
    try {
      const child = spawn(process.execPath, [options.program, ...options.args], {
        env: options.environment,
        stdio: ['ignore', log.fd, log.fd],
        // A group of its own: Ctrl-C at the terminal reaches the demo, which stops its children in order.
        detached: true,
      });
      // After a crash of the demo: a killed server would leave its database behind, a stopped one does not.
      process.once('exit', () => child.kill('SIGTERM'));
      return new ChildProgram(options, child);
    } finally {
      await log.close();
    }
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Asks until something is ready. @throws Error with the end of the log when the program ends before, or in time */
  async waitUntil(ready: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await ready())) {
      this.#options.ended.throwIfAborted();
      if (!this.running) throw new Error(`${this.#options.name} ended.\n${await this.#logEnd()}`);
      if (Date.now() > deadline) {
        throw new Error(`${this.#options.name} is not ready.\n${await this.#logEnd()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends it the way that a supervisor does. */
  async stop(): Promise<void> {
    if (this.running) {
      this.#child.kill('SIGTERM');
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await this.#exited;
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #logEnd(): Promise<string> {
    const text = await readFile(this.#options.logFile, 'utf8').catch(() => '');
    return text.slice(-SHOWN_LOG_BYTES);
  }
}

/** The environment of a child: ours, without settings that somebody made for a server of their own. */
export function childEnvironment(settings: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GATEHOUSE_|DATABASE_URL$|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...settings };
}
