import type { CorrelationId, Verdict } from '@gatehouse/protocol';

import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { OnDemand } from '../on-demand.js';
import type {
  KitKeeper,
  OfflineAuthority,
  OfflineSubject,
  RecoveryOutcome,
  RecoveryStart,
} from './offline-authority.js';
import type { OfflineHalf } from './offline-half.js';

export interface OnDemandOfflineParameters {
  half: OnDemand<OfflineHalf>;
  /** Whether anything is kept, asked of the disk as long as the half is not loaded. */
  keepsKits: () => boolean;
  logger: Logger;
}

/** The offline half behind its ports, made when it is first asked, because what it is made of is large. */
export class OnDemandOffline implements OfflineAuthority, KitKeeper {
  readonly #half: OnDemand<OfflineHalf>;
  readonly #keepsKits: () => boolean;
  readonly #logger: Logger;

  constructor({ half, keepsKits, logger }: OnDemandOfflineParameters) {
    this.#half = half;
    this.#keepsKits = keepsKits;
    this.#logger = logger;
  }

  async begin(...[request, context]: Parameters<OfflineAuthority['begin']>): Promise<Verdict> {
    return (await this.#half.get()).authority.begin(request, context);
  }

  async answer(...[request, context]: Parameters<OfflineAuthority['answer']>): Promise<Verdict> {
    return (await this.#half.get()).authority.answer(request, context);
  }

  /** Before the half is loaded nobody knows whose kits there are: then it is "perhaps". */
  canRecover(subject: OfflineSubject): boolean {
    return this.#half.loaded?.authority.canRecover(subject) ?? this.#keepsKits();
  }

  async beginRecovery(
    ...[subject, context]: Parameters<OfflineAuthority['beginRecovery']>
  ): Promise<RecoveryStart> {
    return (await this.#half.get()).authority.beginRecovery(subject, context);
  }

  async recover(
    ...[request, context]: Parameters<OfflineAuthority['recover']>
  ): Promise<RecoveryOutcome> {
    return (await this.#half.get()).authority.recover(request, context);
  }

  cancel(id: string): void {
    this.#half.loaded?.authority.cancel(id);
  }

  async report(...[request, context]: Parameters<OfflineAuthority['report']>): Promise<void> {
    await (await this.#half.get()).authority.report(request, context);
  }

  keep(...[granted, context]: Parameters<KitKeeper['keep']>): void {
    const password = Uint8Array.from(granted.password);
    void this.#later(context.correlationId, ({ keeper }) => {
      keeper.keep({ ...granted, password }, context);
    }).finally(() => password.fill(0));
  }

  accepted(granted: Parameters<KitKeeper['accepted']>[0]): void {
    void this.#later(granted.correlationId, ({ keeper }) => keeper.accepted(granted));
  }

  async #later(correlationId: CorrelationId, work: (half: OfflineHalf) => void): Promise<void> {
    try {
      work(await this.#half.get());
    } catch (error) {
      this.#logger.error('offline.fault', {
        correlationId,
        reason: codeOf(error),
        detail: detailOf(error),
      });
    }
  }
}
