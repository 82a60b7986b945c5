import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import type { Lockout, Regulation, StrikeStatus, StrikeStore } from './strikes.js';

/** The help desk's view of the strikes, with its audit. */
export class AuditedRegulation implements Regulation {
  readonly #store: StrikeStore;
  readonly #audit: AuditLog;
  readonly #clock: Clock;

  constructor(store: StrikeStore, audit: AuditLog, clock: Clock) {
    this.#store = store;
    this.#audit = audit;
    this.#clock = clock;
  }

  show(principalId: string, lockout: Lockout): Promise<StrikeStatus> {
    return this.#store.status(principalId, lockout, this.#clock.now());
  }

  async unlock(
    principal: { principalId: string; principalName?: string },
    { source, detail }: Parameters<Regulation['unlock']>[1],
    context: RequestContext,
  ): Promise<string[]> {
    const cleared = await this.#store.clear(principal.principalId, source);
    await this.#audit.append({
      type: 'principal.unlocked',
      outcome: 'success',
      ...context,
      ...principal,
      detail: { ...detail, ...(source === undefined ? {} : { unlocked: source }) },
    });
    return cleared;
  }
}
