import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import type { QuotaLimit, QuotaScope, Quotas } from '../regulation/quotas.js';
import { networkOf } from '../web/network-of.js';
import { rulesOf } from './self-service-door.js';
import { originOf } from './self-service-journal.js';
import type { SelfService, SelfServiceSource } from './self-service.js';

/** What one address may do within a window. */
export interface AddressLimits {
  /** Self-services begun, for whatever names. */
  begins: number;
  /** Codes and answers given, and codes asked for again. */
  proofs: number;
  windowMinutes: number;
}

export const DEFAULT_ADDRESS_LIMITS: AddressLimits = {
  begins: 30,
  proofs: 100,
  windowMinutes: 15,
};

/**
 * Limits what one address may do at doors that anybody can come in at, over all nodes. It is counted before anybody is
 * looked up, so names that nobody has count as those of people do (R38).
 */
export class LimitedSelfService implements SelfService {
  readonly #inner: SelfService;
  readonly #dependencies: { quotas: Quotas; audit: AuditLog; clock: Clock };
  readonly #limits: AddressLimits;

  constructor(
    inner: SelfService,
    dependencies: { quotas: Quotas; audit: AuditLog; clock: Clock },
    limits: AddressLimits = DEFAULT_ADDRESS_LIMITS,
  ) {
    this.#inner = inner;
    this.#dependencies = dependencies;
    this.#limits = limits;
  }

  /** @throws ApplicationError `rate.limited` */
  async begin(request: Parameters<SelfService['begin']>[0]) {
    await this.#count(request.source, 'self-service.begin', this.#limits.begins);
    return this.#inner.begin(request);
  }

  /** @throws ApplicationError `rate.limited` */
  async answer(request: Parameters<SelfService['answer']>[0]) {
    await this.#count(request.source, 'self-service.proof', this.#limits.proofs);
    return this.#inner.answer(request);
  }

  /** @throws ApplicationError `rate.limited` */
  async answerCode(request: Parameters<SelfService['answerCode']>[0]) {
    await this.#count(request.source, 'self-service.proof', this.#limits.proofs);
    return this.#inner.answerCode(request);
  }

  /** @throws ApplicationError `rate.limited` */
  async choose(request: Parameters<SelfService['choose']>[0]) {
    await this.#count(request.source, 'self-service.proof', this.#limits.proofs);
    return this.#inner.choose(request);
  }

  reset(request: Parameters<SelfService['reset']>[0]) {
    return this.#inner.reset(request);
  }

  cancel(request: Parameters<SelfService['cancel']>[0]) {
    return this.#inner.cancel(request);
  }

  async #count(source: SelfServiceSource, scope: QuotaScope, limit: number): Promise<void> {
    if (!rulesOf(source).limitsAddresses) return;
    const { quotas, audit, clock } = this.#dependencies;
    const { windowMinutes } = this.#limits;
    const quota: QuotaLimit = { limit, windowMinutes };
    const verdict = await quotas.take(scope, networkOf(source.address ?? ''), quota, clock.now());
    if (verdict.allowed) return;
    const until = verdict.until.toISOString();
    if (verdict.isFirst) {
      const detail = { limit: scope, until };
      await audit.append({
        type: 'limit.reached',
        outcome: 'failure',
        ...originOf(source),
        detail,
      });
    }
    throw new ApplicationError('rate.limited', { detail: `from this address again at ${until}` });
  }
}
