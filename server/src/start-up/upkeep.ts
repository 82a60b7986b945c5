import type { administration } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';

/** Something to do again and again. */
export interface Chore {
  name: string;
  everyMs: number;
  /** When it is done for the first time; after `everyMs` when absent. */
  firstAfterMs?: number;
  run: () => Promise<void>;
}

/** Chores that run beside the requests. */
export interface Upkeep extends AsyncDisposable {
  /** How each of them went, in this process. */
  jobs(): administration.Job[];
}

/** Of an error, for people: the log has all of it. */
const MAX_ERROR_LENGTH = 500;

/** Runs chores beside the requests, each one after its own last run. A failure is logged and tried again next time. */
export function startUpkeep(
  chores: readonly Chore[],
  { clock, logger }: { clock: Clock; logger: Logger },
): Upkeep {
  const turns = chores.map((chore) => new Turns(chore, clock, logger));
  return {
    jobs: () => turns.map((each) => each.job()),
    async [Symbol.asyncDispose]() {
      await Promise.all(turns.map((each) => each.stop()));
    },
  };
}

/** One chore, time after time. */
class Turns {
  readonly #chore: Chore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #first: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #nextRunAt: Date;
  #lastRun: administration.Job['lastRun'];
  #lastFailure: administration.Job['lastFailure'];

  constructor(chore: Chore, clock: Clock, logger: Logger) {
    this.#chore = chore;
    this.#clock = clock;
    this.#logger = logger;
    const { everyMs, firstAfterMs } = chore;
    this.#nextRunAt = this.#after(firstAfterMs ?? everyMs);
    this.#timer = setInterval(() => {
      this.#nextRunAt = this.#after(everyMs);
      this.#begin();
    }, everyMs).unref();
    this.#first =
      firstAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            // The interval began when this one did.
            this.#nextRunAt = this.#after(everyMs - firstAfterMs);
            this.#begin();
          }, firstAfterMs).unref();
  }

  job(): administration.Job {
    const { name, everyMs } = this.#chore;
    return {
      name,
      everySeconds: Math.max(1, Math.round(everyMs / 1000)),
      running: this.#running !== undefined,
      nextRunAt: this.#nextRunAt.toISOString(),
      ...(this.#lastRun && { lastRun: this.#lastRun }),
      ...(this.#lastFailure && { lastFailure: this.#lastFailure }),
    };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#first);
    await this.#running;
  }

  /** What still runs is not begun again. */
  #begin(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    const startedAt = this.#clock.now().toISOString();
    const start = performance.now();
    const ended = (ok: boolean) => {
      const milliseconds = Math.round(performance.now() - start);
      this.#lastRun = { startedAt, milliseconds, ok };
    };
    try {
      await this.#chore.run();
      ended(true);
    } catch (error) {
      ended(false);
      const fields = describeError(error);
      const text = String(fields['error']).slice(0, MAX_ERROR_LENGTH);
      this.#lastFailure = { at: this.#clock.now().toISOString(), error: text };
      this.#logger.warn('upkeep failed', { chore: this.#chore.name, ...fields });
    }
  }

  #after(milliseconds: number): Date {
    return new Date(this.#clock.now().getTime() + milliseconds);
  }
}
