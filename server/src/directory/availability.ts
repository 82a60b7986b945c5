/** How long something that failed is avoided: at first, and at most. Milliseconds. */
export interface BackOff {
  firstMs: number;
  mostMs: number;
}

export const DEFAULT_BACK_OFF: BackOff = { firstMs: 500, mostMs: 30_000 };

/**
 * Whether something that calls go to should be avoided for now. After each failure in a row it is avoided for twice as
 * long, up to a bound and scattered by lot, so that not all nodes come back at once. When that time is over it is tried by
 * one probe while everybody else still avoids it.
 */
export class Availability {
  readonly #backOff: BackOff;
  readonly #now: () => number;
  readonly #lot: () => number;
  #failures = 0;
  #avoidUntil = -Infinity;
  #probing = false;

  /**
   * @param now milliseconds of a clock that never goes back
   * @param lot draws from 0 to 1
   */
  constructor(
    backOff: BackOff = DEFAULT_BACK_OFF,
    now: () => number = () => performance.now(),
    lot: () => number = Math.random,
  ) {
    this.#backOff = backOff;
    this.#now = now;
    this.#lot = lot;
  }

  get isAvoided(): boolean {
    return this.#failures > 0;
  }

  /** When it may be probed next, on the clock of `now`. */
  get avoidedUntil(): number {
    return this.#avoidUntil;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#avoidUntil = -Infinity;
  }

  failed(): void {
    const now = this.#now();
    // Calls that were under way together and failed together are one failure.
    if (this.#failures > 0 && now < this.#avoidUntil) return;
    const { firstMs, mostMs } = this.#backOff;
    const longest = Math.min(mostMs, firstMs * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
    this.#avoidUntil = now + longest * (0.5 + this.#lot() / 2);
  }

  /** Tries it again with `probe` where the time for that has come; at most one probe is under way. Never throws. */
  probeWhenDue(probe: () => Promise<unknown>): void {
    if (!this.isAvoided || this.#probing || this.#now() < this.#avoidUntil) return;
    this.#probing = true;
    void probe()
      .then(
        () => this.succeeded(),
        () => this.failed(),
      )
      .finally(() => (this.#probing = false));
  }
}
