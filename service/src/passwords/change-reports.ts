import { setTimeout as delay } from 'node:timers/promises';

import type { CorrelationId, Granted } from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import type { Authority } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { KitKeeper } from '../offline/offline-authority.js';

/** Of a tile each, and more than any computer shows; more are dropped, and the next logon does their work. */
const MAX_REPORTS = 16;

/** Before the server is told again, where it did not answer. What it answers does not say whether it believes the password. */
const PAUSES_MS = [1000, 5000, 15_000];

/** A password that Windows changed, of whoever the server had granted this logon. */
export interface ChangeReport {
  granted: Granted;
  /** UTF-8, the new one. */
  password: Uint8Array;
  correlationId: CorrelationId;
}

/**
 * Tells the server of changed passwords, so that what it sealed is rebuilt, and then has the kit fetched anew. In the
 * background and best effort: a password that the server was not told of is sealed at its first logon.
 */
export class ChangeReports {
  readonly #authority: Pick<Authority, 'passwordChanged'>;
  readonly #keeper: Pick<KitKeeper, 'changed'> | undefined;
  readonly #logger: Logger;
  readonly #pausesMs: readonly number[];
  readonly #stopping = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(parameters: {
    authority: Pick<Authority, 'passwordChanged'>;
    keeper: Pick<KitKeeper, 'changed'> | undefined;
    logger: Logger;
    pausesMs?: readonly number[];
  }) {
    this.#authority = parameters.authority;
    this.#keeper = parameters.keeper;
    this.#logger = parameters.logger;
    this.#pausesMs = parameters.pausesMs ?? PAUSES_MS;
  }

  /** Takes a report and returns at once; the password is copied before that. */
  send(report: ChangeReport): void {
    const { correlationId } = report;
    if (this.#stopping.signal.aborted || this.#pending.size >= MAX_REPORTS) {
      this.#logger.warn('password.not-told', { correlationId, reason: 'busy' });
      return;
    }
    const copy = { ...report, password: new Uint8Array(report.password) };
    const run = this.#run(copy)
      .catch((error: unknown) => {
        const reason = error instanceof UnreachableError ? error.reason : codeOf(error);
        this.#logger.warn('password.not-told', { correlationId, reason, detail: detailOf(error) });
      })
      .finally(() => {
        copy.password.fill(0);
        this.#pending.delete(run);
      });
    this.#pending.add(run);
  }

  /** Gives up what is left. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#pending);
  }

  async #run({ granted, password, correlationId }: ChangeReport): Promise<void> {
    await this.#tell(granted, password, correlationId);
    this.#logger.info('password.told', { correlationId, logonId: granted.logonId });
    this.#keeper?.changed({ ...granted, password }, { correlationId });
  }

  async #tell(
    { logonId }: Granted,
    password: Uint8Array,
    correlationId: CorrelationId,
  ): Promise<void> {
    const { signal } = this.#stopping;
    const tell = () =>
      this.#authority.passwordChanged({ logonId, password }, { correlationId, signal });
    for (const pause of this.#pausesMs) {
      try {
        await tell();
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof UnreachableError)) throw error;
        await delay(pause, undefined, { signal, ref: false });
      }
    }
    await tell();
  }
}
