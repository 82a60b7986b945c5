import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';

/** What was started, to be stopped in the opposite order, whatever fails on the way. */
export class Cleanup implements AsyncDisposable {
  readonly #logger: Logger;
  readonly #steps: { name: string; step: () => PromiseLike<void> | void }[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  add(name: string, step: () => PromiseLike<void> | void): void {
    this.#steps.push({ name, step });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (;;) {
      const next = this.#steps.pop();
      if (next === undefined) return;
      try {
        await next.step();
      } catch (error) {
        this.#logger.warn('not stopped cleanly', { part: next.name, ...describeError(error) });
      }
    }
  }
}
