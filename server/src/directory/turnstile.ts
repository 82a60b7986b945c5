import type { Deadline } from './deadline.js';
import { DirectoryUnavailableError } from './directory.js';

/** There is no room: nothing was begun, and nothing is known of the directory. */
export class OverloadedError extends DirectoryUnavailableError {}

/** Lets a bounded number in at a time and a bounded number wait, in order of arrival. */
export class Turnstile {
  readonly #queueLimit: number;
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(slots: number, queueLimit: number) {
    this.#free = slots;
    this.#queueLimit = queueLimit;
  }

  /**
   * Runs `work` when there is room.
   *
   * @throws OverloadedError when too many wait already, or when time is up before there is room
   */
  async run<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
    await this.#enter(deadline);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(deadline: Deadline): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    if (this.#waiting.size >= this.#queueLimit) {
      throw new OverloadedError('too many calls wait for the directory');
    }
    let turn: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (turn = resolve));
    this.#waiting.add(turn);
    const abandon = () => {
      // The turn may have come in the same instant: then it is somebody else's.
      if (!this.#waiting.delete(turn)) this.#leave();
    };
    await deadline.limit('waiting for its turn', waiting, abandon).catch((cause: unknown) => {
      throw new OverloadedError('no answer in time: waiting for its turn', { cause });
    });
  }

  #leave(): void {
    const next = this.#waiting.values().next();
    if (next.done === true) {
      this.#free += 1;
    } else {
      this.#waiting.delete(next.value);
      next.value();
    }
  }
}
