import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const SAMPLES = 64;

/**
 * Makes one kind of work take as long as another: a controller that finds nobody of a name is done sooner than one
 * that finds a wrong password and writes that down, which would tell names apart (R38).
 */
export class Pace {
  readonly #samples: number[] = [];
  #next = 0;

  /** How long the work took that sets the pace. */
  record(milliseconds: number): void {
    this.#samples[this.#next] = milliseconds;
    this.#next = (this.#next + 1) % SAMPLES;
  }

  /**
   * Waits until as much time went by since `begun` as the other work took at one of the last times, by lot: so not
   * the typical time alone is alike, but how times scatter. Does not wait beyond `mostMs`.
   */
  async keep(begun: number, mostMs: number): Promise<void> {
    if (this.#samples.length === 0) return;
    const drawn = this.#samples[randomInt(this.#samples.length)] ?? 0;
    const left = Math.min(drawn - (performance.now() - begun), mostMs);
    if (left > 0) await sleep(left);
  }
}
