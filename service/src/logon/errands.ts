import type { CorrelationId, LogonId, SelfServiceId } from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import type { Authority } from '../authority/authority.js';
import type { SelfServiceAuthority } from '../authority/self-service-authority.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';

/** What the server is told afterwards: that a logon or self-service was given up, or what Windows said of a credential. */
export type Errand = { correlationId: CorrelationId } & (
  | { type: 'cancel'; logonId: LogonId }
  | { type: 'report'; logonId: LogonId; ntStatus: number; subStatus: number }
  | { type: 'leave'; sessionId: SelfServiceId }
);

/** Errands in flight or waiting at once; more are dropped, as the server's own time limits clean up behind us. */
const MAX_ERRANDS = 64;

/**
 * With pauses from half a minute to five that is about an hour, which is how long the server keeps a logon for its report.
 * A logon that goes on while its enrolment waits is reported to a server that is away by then, as a rule.
 */
const MAX_RETRIES = 14;
const LONGEST_PAUSE = 10;

/**
 * Delivers errands in the background, best effort: a report that fails is tried again, first after `retryMs`, then after
 * pauses that grow tenfold. A cancellation is not, because the server forgets the logon anyway.
 */
export class Errands {
  readonly #authority: Authority;
  readonly #selfService: Pick<SelfServiceAuthority, 'cancel'> | undefined;
  readonly #logger: Logger;
  readonly #retryMs: number;
  readonly #stopping = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(parameters: {
    authority: Authority;
    selfService?: Pick<SelfServiceAuthority, 'cancel'> | undefined;
    logger: Logger;
    retryMs?: number;
  }) {
    this.#authority = parameters.authority;
    this.#selfService = parameters.selfService;
    this.#logger = parameters.logger;
    this.#retryMs = parameters.retryMs ?? 30_000;
  }

  /** Takes an errand and returns at once. */
  send(errand: Errand): void {
    if (this.#stopping.signal.aborted || this.#pending.size >= MAX_ERRANDS) {
      this.#logger.warn('errand.dropped', {
        correlationId: errand.correlationId,
        outcome: errand.type,
      });
      return;
    }
    const run = this.#run(errand).finally(() => this.#pending.delete(run));
    this.#pending.add(run);
  }

  /** Gives up what is left. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#pending);
  }

  async #run(errand: Errand): Promise<void> {
    if (await this.#attempt(errand)) return;
    if (errand.type !== 'report') return;
    for (let retry = 0; retry < MAX_RETRIES; retry++) {
      await this.#pause(this.#retryMs * Math.min(2 ** retry, LONGEST_PAUSE));
      if (this.#stopping.signal.aborted || (await this.#attempt(errand))) return;
    }
  }

  async #attempt(errand: Errand): Promise<boolean> {
    const { correlationId } = errand;
    const context = { correlationId, signal: this.#stopping.signal };
    try {
      if (errand.type === 'cancel') {
        await this.#authority.cancel({ logonId: errand.logonId }, context);
      } else if (errand.type === 'leave') {
        await this.#selfService?.cancel({ sessionId: errand.sessionId }, context);
      } else {
        const { logonId, ntStatus, subStatus } = errand;
        await this.#authority.report({ logonId, ntStatus, subStatus }, context);
      }
      return true;
    } catch (error) {
      this.#logger.warn('errand.failed', {
        correlationId,
        logonId: 'logonId' in errand ? errand.logonId : undefined,
        outcome: errand.type,
        reason: error instanceof UnreachableError ? error.reason : codeOf(error),
        detail: detailOf(error),
      });
      return false;
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#stopping.signal.addEventListener('abort', done, { once: true });
    });
  }
}
