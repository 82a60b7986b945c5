import { DirectoryUnavailableError } from './directory.js';

/** The point in time by which a call to the directory must be over, whatever it does by then. */
export class Deadline {
  readonly #at: number;

  constructor(budgetMs: number) {
    this.#at = performance.now() + budgetMs;
  }

  get remainingMs(): number {
    return Math.max(0, this.#at - performance.now());
  }

  /** A deadline within this one, after a part of what is left: what fails by then leaves time for another way. */
  share(part: number): Deadline {
    return new Deadline(this.remainingMs * part);
  }

  /**
   * Waits for `work`, but no longer than this deadline. `abandon` is called when it comes first, and must make the
   * work end: the promise itself cannot be stopped, its outcome is ignored.
   *
   * @throws DirectoryUnavailableError when time is up
   */
  async limit<T>(what: string, work: Promise<T>, abandon: () => void): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new DirectoryUnavailableError(`no answer in time: ${what}`));
        abandon();
      }, this.remainingMs);
    });
    try {
      return await Promise.race([work, timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }
}
