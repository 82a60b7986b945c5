import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';

/** Whether other credential providers are hidden, and why not; undefined where there are none. */
export type Hiding = { inForce: true } | { inForce: false; reason: string } | undefined;

/** How long a change may go unnoticed. */
const CHECK_EVERY_MS = 3_600_000;

/**
 * Says when other providers are not hidden here: an administrator may have wanted it so, and whoever did not must find it. It
 * looks again every hour, and says what is another than before.
 */
export class FilterWatch {
  readonly #read: () => Promise<Hiding>;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  /** Why they are not hidden; undefined where they are, as everybody takes for granted. */
  #reason: string | undefined;

  constructor({
    read,
    logger,
    everyMs = CHECK_EVERY_MS,
  }: {
    read: () => Promise<Hiding>;
    logger: Logger;
    everyMs?: number;
  }) {
    this.#read = read;
    this.#logger = logger;
    this.#timer = setInterval(() => void this.check(), everyMs);
    this.#timer.unref();
  }

  /** Safe when it resolves: what could not be read is logged. */
  async check(): Promise<void> {
    try {
      const hiding = await this.#read();
      const reason = hiding?.inForce === false ? hiding.reason : undefined;
      if (reason === this.#reason) return;
      this.#reason = reason;
      if (reason === undefined) this.#logger.info('filter.in-force');
      else this.#logger.warn('filter.not-in-force', { reason });
    } catch (error) {
      this.#logger.error('filter.fault', { reason: codeOf(error), detail: detailOf(error) });
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
