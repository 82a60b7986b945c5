import { setImmediate as afterTurn } from 'node:timers';

/** Who goes on in one turn of the event loop. With the frames of each that is some milliseconds. */
const AT_ONCE = 8;

/**
 * The order in which clients that have more to say than others go on: whoever asked first, some in each turn of the event
 * loop. However many of them there are, the network and newcomers are looked at in between.
 */
export class FairTurns {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Resolves when it is the caller's turn. */
  async next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    afterTurn(() => {
      this.#isScheduled = false;
      for (const resolve of this.#waiting.splice(0, AT_ONCE)) resolve();
      this.#schedule();
    });
  }
}
