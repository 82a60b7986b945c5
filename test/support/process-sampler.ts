import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Reads command line and environment of every process on the machine, again and again, as a curious user would. */
export class ProcessSampler implements AsyncDisposable {
  /** What was seen, each distinct text once. */
  readonly seen = new Map<string, Buffer>();
  samples = 0;
  #running = true;
  readonly #done: Promise<void>;

  constructor(intervalMs = 20) {
    this.#done = this.#run(intervalMs);
  }

  /** Command lines that hold a word: proves that the sampler saw a process at all. */
  commandLines(word: string): string[] {
    return [...this.seen]
      .filter(([place]) => place.endsWith('cmdline'))
      .map(([, bytes]) => bytes.toString('latin1').replaceAll('\0', ' '))
      .filter((line) => line.includes(word));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running = false;
    await this.#done;
  }

  async #run(intervalMs: number): Promise<void> {
    while (this.#running) {
      const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      await Promise.all(names.map((pid) => this.#sample(pid)));
      this.samples++;
      await sleep(intervalMs);
    }
  }

  async #sample(pid: string): Promise<void> {
    for (const part of ['cmdline', 'environ']) {
      // A process may be gone by now, or be the kernel's.
      const bytes = await readFile(`/proc/${pid}/${part}`).catch(() => Buffer.alloc(0));
      if (bytes.length > 0) this.seen.set(`${bytes.toString('latin1')} ${part}`, bytes);
    }
  }
}
