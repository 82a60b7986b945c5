import { existsSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { APP, NODE_EXE } from '../../tools/windows-node.mjs';
import type { WinePrefix, WineProcess } from './wine.js';

const PROGRAM = path.resolve(import.meta.dirname, '../service/windows/programs/adapters.mjs');
/** A call that has no outcome by then has none at all. */
const TIMEOUT_MS = 60_000;
const POLL_MS = 5;

/** What a call of a Windows adapter came to. */
export interface Outcome {
  value?: unknown;
  /** The name and the message of what was thrown. */
  error?: string;
  message?: string;
}

/** A process of Windows' that calls the adapters of the installed service: node.exe takes seconds to start under Wine. */
export class AdapterCaller implements AsyncDisposable {
  readonly #process: WineProcess;
  readonly #folder: string;
  #calls = 0;

  private constructor(process: WineProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  static async start(prefix: WinePrefix): Promise<AdapterCaller> {
    const folder = mkdtempSync(path.join(prefix.path, 'calls-'));
    const args = [PROGRAM, APP, folder].map((file) => prefix.toWindows(file));
    const process = await prefix.spawn(NODE_EXE, args, {
      timeoutMs: 10 * 60_000,
    });
    return new AdapterCaller(process, folder);
  }

  /** Blocks until there is an outcome. @throws Error when there is none */
  call(name: string, args: unknown[]): Outcome {
    const n = this.#calls++;
    const asked = path.join(this.#folder, `call-${n}`);
    writeFileSync(`${asked}.new`, JSON.stringify([name, args]));
    renameSync(`${asked}.new`, asked);
    const outcome = path.join(this.#folder, `outcome-${n}`);
    const giveUpAt = Date.now() + TIMEOUT_MS;
    while (!existsSync(outcome)) {
      if (Date.now() > giveUpAt) throw new Error(`${name} has no outcome`);
      pause();
    }
    return JSON.parse(readFileSync(outcome, 'utf8')) as Outcome;
  }

  /** Asks for no more calls and waits for the end of the process. @returns its exit code */
  end(): Promise<number> {
    writeFileSync(path.join(this.#folder, 'end'), '');
    return this.#process.exited();
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
}
