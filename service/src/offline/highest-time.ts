import type { Clock } from '../clock.js';
import type { DurableFiles } from '../files/durable-files.js';
import type { Counters } from './counters.js';

const NAME = 'clock';

/** How far a clock may go back before nothing is believed any more: a correction by the network's time is smaller. */
const TOLERANCE_SECONDS = 5 * 60;

/** How far time goes on before it is written down again. A power cut forgets no more than this. */
const GRAIN_SECONDS = 60;

/**
 * The latest time that this computer has seen. A clock that is behind it was set back, which would make spent codes and
 * expired kits good again.
 */
export class HighestTime {
  readonly #files: DurableFiles;
  readonly #counters: Counters;
  readonly #clock: Clock;
  #seen: number;
  #written: number;

  constructor(parameters: { files: DurableFiles; counters: Counters; clock: Clock }) {
    const { files, counters, clock } = parameters;
    this.#files = files;
    this.#counters = counters;
    this.#clock = clock;
    this.#seen = Math.max(this.#readFile(), valid(counters.read(NAME)));
    this.#written = this.#seen;
  }

  /** The present time, or undefined when the clock was set back. Notes the time where it is the latest. */
  now(): Date | undefined {
    const now = this.#clock.now();
    const seconds = Math.floor(now.getTime() / 1000);
    if (seconds < this.#seen - TOLERANCE_SECONDS) return undefined;
    if (seconds > this.#seen) this.#seen = seconds;
    if (this.#seen >= this.#written + GRAIN_SECONDS) this.#write();
    return now;
  }

  /**
   * Notes the present time for when nobody asks for it: regularly, when the computer wakes up, and at a stop. Written down
   * whatever the grain, for there may be no later moment.
   */
  note(): void {
    this.now();
    if (this.#seen > this.#written) this.#write();
  }

  /**
   * The server has just confirmed that the clock is right: what was seen before counts no longer. Without this, a clock
   * that was once years ahead would refuse everything for years.
   */
  confirm(): void {
    const seconds = Math.floor(this.#clock.now().getTime() / 1000);
    if (seconds < this.#seen - TOLERANCE_SECONDS) {
      this.#seen = seconds;
      this.#write();
    } else {
      this.now();
    }
  }

  #write(): void {
    this.#files.replace(NAME, Buffer.from(String(this.#seen), 'latin1'));
    this.#counters.write(NAME, this.#seen);
    this.#written = this.#seen;
  }

  #readFile(): number {
    const bytes = this.#files.read(NAME);
    if (bytes === undefined) return 0;
    const text = Buffer.from(bytes).toString('latin1');
    return valid(/^\d{1,15}$/.test(text) ? Number(text) : undefined);
  }
}

/** Seconds that somebody kept, or the beginning of time. */
function valid(seconds: number | undefined): number {
  return seconds === undefined || Number.isNaN(seconds) ? 0 : seconds;
}
