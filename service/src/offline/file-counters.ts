import type { DurableFiles } from '../files/durable-files.js';
import type { Counters } from './counters.js';

/** Each number in a file of its own. Whoever copies the kits' folder alone does not copy these. */
export class FileCounters implements Counters {
  readonly #files: DurableFiles;

  constructor(files: DurableFiles) {
    this.#files = files;
  }

  read(name: string): number | undefined {
    const bytes = this.#files.read(name);
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes).toString('latin1');
    return /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  }

  write(name: string, value: number): void {
    this.#files.replace(name, Buffer.from(String(value), 'latin1'));
  }

  remove(name: string): void {
    this.#files.remove(name);
  }
}
