import type { Verdict } from '@gatehouse/protocol';

import type { CallContext } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type {
  KitKeeper,
  OfflineAuthority,
  OfflineSubject,
  RecoveryOutcome,
  RecoveryStart,
} from './offline-authority.js';

export interface OnDemandOfflineParameters {
  /** Loads the half, once; tried again when loading failed. */
  load: () => Promise<{ authority: OfflineAuthority; keeper: KitKeeper }>;
  /** Whether any kit is kept here. Cheap. */
  hasKits: () => boolean;
  logger: Logger;
}

/** The half of the service that works without the server, made when it is first asked, because what it is made of is large. */
export class OnDemandOffline implements OfflineAuthority, KitKeeper {
  readonly #parameters: OnDemandOfflineParameters;
  #half: { authority: OfflineAuthority; keeper: KitKeeper } | undefined;

  constructor(parameters: OnDemandOfflineParameters) {
    this.#parameters = parameters;
  }

  /** Somebody is about to sign in: have it ready. */
  warm(): void {
    if (this.#half === undefined) this.#later(() => undefined);
  }

  async begin(
    request: Parameters<OfflineAuthority['begin']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#load()).authority.begin(request, context);
  }

  async answer(
    request: Parameters<OfflineAuthority['answer']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#load()).authority.answer(request, context);
  }

  async choose(
    request: Parameters<OfflineAuthority['choose']>[0],
    context: CallContext,
  ): Promise<Verdict> {
    return (await this.#load()).authority.choose(request, context);
  }

  /** Before it is loaded, every tile of a computer with kits leads to the question whether there is one for it. */
  canRecover(subject: OfflineSubject): boolean {
    return this.#half?.authority.canRecover(subject) ?? this.#parameters.hasKits();
  }

  async beginRecovery(subject: OfflineSubject, context: CallContext): Promise<RecoveryStart> {
    return (await this.#load()).authority.beginRecovery(subject, context);
  }

  async recover(
    request: Parameters<OfflineAuthority['recover']>[0],
    context: CallContext,
  ): Promise<RecoveryOutcome> {
    return (await this.#load()).authority.recover(request, context);
  }

  cancel(id: string): void {
    this.#half?.authority.cancel(id);
  }

  async report(
    request: Parameters<OfflineAuthority['report']>[0],
    context: CallContext,
  ): Promise<void> {
    await (await this.#load()).authority.report(request, context);
  }

  keep(granted: Parameters<KitKeeper['keep']>[0], context: Parameters<KitKeeper['keep']>[1]): void {
    const password = Uint8Array.from(granted.password);
    this.#later(
      ({ keeper }) => keeper.keep({ ...granted, password }, context),
      () => password.fill(0),
    );
  }

  changed(
    granted: Parameters<KitKeeper['changed']>[0],
    context: Parameters<KitKeeper['changed']>[1],
  ): void {
    if (!this.#parameters.hasKits()) return;
    const password = Uint8Array.from(granted.password);
    this.#later(
      ({ keeper }) => keeper.changed({ ...granted, password }, context),
      () => password.fill(0),
    );
  }

  async remask(
    change: Parameters<KitKeeper['remask']>[0],
    context: Parameters<KitKeeper['remask']>[1],
  ): Promise<void> {
    if (!this.#parameters.hasKits()) return;
    const oldPassword = Uint8Array.from(change.oldPassword);
    const newPassword = Uint8Array.from(change.newPassword);
    try {
      const { keeper } = await this.#load();
      await keeper.remask({ ...change, oldPassword, newPassword }, context);
    } catch (error) {
      const { logger } = this.#parameters;
      logger.error('offline.fault', { reason: codeOf(error), detail: detailOf(error) });
    } finally {
      oldPassword.fill(0);
      newPassword.fill(0);
    }
  }

  accepted(granted: Parameters<KitKeeper['accepted']>[0]): void {
    this.#later(({ keeper }) => keeper.accepted(granted));
  }

  spent(
    taken: Parameters<KitKeeper['spent']>[0],
    context: Parameters<KitKeeper['spent']>[1],
  ): void {
    // Where nothing is kept, nothing can be done with a code.
    if (!this.#parameters.hasKits()) return;
    const password = Uint8Array.from(taken.password);
    this.#later(
      ({ keeper }) => keeper.spent({ ...taken, password }, context),
      () => password.fill(0),
    );
  }

  spentUnknown(
    subject: Parameters<KitKeeper['spentUnknown']>[0],
    context: Parameters<KitKeeper['spentUnknown']>[1],
  ): void {
    if (!this.#parameters.hasKits()) return;
    this.#later(({ keeper }) => keeper.spentUnknown(subject, context));
  }

  #later(
    use: (half: { authority: OfflineAuthority; keeper: KitKeeper }) => void,
    always: () => void = () => undefined,
  ): void {
    const { logger } = this.#parameters;
    this.#load()
      .then(use)
      .catch((error: unknown) => {
        logger.error('offline.fault', { reason: codeOf(error), detail: detailOf(error) });
      })
      .finally(always);
  }

  async #load() {
    this.#half = await this.#parameters.load();
    return this.#half;
  }
}
