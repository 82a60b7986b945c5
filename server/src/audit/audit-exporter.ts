import type { Clock } from '../clock.js';
import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';
import type { AuditTrail, PlacedEvent } from './audit-trail.js';

/** Port: who takes the events. */
export interface EventReceiver {
  /**
   * Resolves when the receiver has read all of it. After a failure it may have read any part.
   * @throws Error
   */
  deliver(messages: readonly string[], signal: AbortSignal): Promise<void>;
}

/** Port: how far events were passed on, shared by all nodes; one of them at a time does it. */
export interface ExportCursor {
  /** @returns where to go on; undefined while another node is at it. It holds for half a minute. */
  take(): Promise<string | undefined>;
  /** @returns false when another node has taken over: what was sent is sent again by that one */
  advance(cursor: string): Promise<boolean>;
  /** Lets another node go on at once. */
  release(): Promise<void>;
}

/** One delivery: bounds what is in memory, and what may come twice. */
const BATCH = 500;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Passes every event on, at least once and in order. The cursor moves when the receiver has read a batch; when anything
 * dies before that, the batch is sent again. It reads what is durable already, beside the requests: no logon waits for it.
 */
export class AuditExporter {
  readonly #trail: AuditTrail;
  readonly #cursor: ExportCursor;
  readonly #receiver: EventReceiver;
  readonly #format: (event: PlacedEvent) => string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #pauseMs = 0;
  #pausedUntil = 0;
  /** Events that the receiver has read, and batches that failed, since this process began. */
  readonly counts = { delivered: 0, failures: 0 };

  constructor(dependencies: {
    trail: AuditTrail;
    cursor: ExportCursor;
    receiver: EventReceiver;
    format: (event: PlacedEvent) => string;
    clock: Clock;
    logger: Logger;
  }) {
    this.#trail = dependencies.trail;
    this.#cursor = dependencies.cursor;
    this.#receiver = dependencies.receiver;
    this.#format = dependencies.format;
    this.#clock = dependencies.clock;
    this.#logger = dependencies.logger;
  }

  /** Passes on what there is; after a failure, not again before a pause that grows. */
  async run(): Promise<void> {
    if (this.#clock.now().getTime() < this.#pausedUntil) return;
    while (!this.#stop.signal.aborted && (await this.#passOn()));
  }

  /** Gives up what is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#cursor.release();
  }

  /** @returns whether there may be more */
  async #passOn(): Promise<boolean> {
    const after = await this.#cursor.take();
    if (after === undefined) return false;
    const { events, cursor } = await this.#trail.next(after, BATCH);
    if (events.length === 0) return false;
    try {
      await this.#receiver.deliver(events.map(this.#format), this.#stop.signal);
    } catch (error) {
      this.#fail(error);
      return false;
    }
    this.#pauseMs = 0;
    this.counts.delivered += events.length;
    return (await this.#cursor.advance(cursor)) && events.length === BATCH;
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.counts.failures += 1;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    this.#pausedUntil = this.#clock.now().getTime() + this.#pauseMs;
    const seconds = Math.round(this.#pauseMs / 1000);
    this.#logger.warn('audit events were not passed on', { seconds, ...describeError(error) });
  }
}
