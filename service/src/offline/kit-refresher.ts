import type { Random } from '../random.js';
import type { LocalKitKeeper } from './local-kit-keeper.js';
import type { OfflineEvents } from './offline-events.js';

export interface RefreshTimes {
  /** After the start. */
  firstMs: number;
  /** After something happened that the server is to know. */
  eventMs: number;
  /** While the server answers. */
  everyMs: number;
  /** The first pause after a failure; it doubles up to `everyMs`. */
  retryMs: number;
}

export const REFRESH_TIMES: RefreshTimes = {
  firstMs: 5_000,
  eventMs: 2_000,
  everyMs: 60 * 60_000,
  retryMs: 60_000,
};

/** Keeps the kits fresh: at the start, every hour, soon after an event, and when somebody says so. */
export class KitRefresher {
  readonly #keeper: LocalKitKeeper;
  readonly #random: Random;
  readonly #times: RefreshTimes;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Infinity;
  #pauseMs: number;
  #closed = false;

  constructor(
    keeper: LocalKitKeeper,
    events: OfflineEvents,
    options: { random: Random; times?: RefreshTimes },
  ) {
    this.#keeper = keeper;
    this.#random = options.random;
    this.#times = options.times ?? REFRESH_TIMES;
    this.#pauseMs = this.#times.retryMs;
    events.onAdded(() => this.soon());
    this.#in(this.#times.firstMs);
  }

  /** Something happened: an event, the computer woke up, the server was seen. */
  soon(): void {
    this.#in(this.#times.eventMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** The earlier of what was planned and this. */
  #in(milliseconds: number): void {
    const dueAt = performance.now() + milliseconds;
    if (this.#closed || dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#run(), milliseconds);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    this.#dueAt = Infinity;
    const answered = await this.#keeper.refresh();
    const { everyMs, retryMs } = this.#times;
    const pause = answered ? everyMs : this.#pauseMs;
    this.#pauseMs = answered ? retryMs : Math.min(2 * this.#pauseMs, everyMs);
    this.#in(this.#spread(pause));
  }

  /** A tenth either way: a whole company does not ask at once. */
  #spread(milliseconds: number): number {
    const [byte = 0] = this.#random.bytes(1);
    return milliseconds * (0.9 + (0.2 * byte) / 255);
  }
}
