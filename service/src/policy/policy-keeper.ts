import type { Logger } from '../logger.js';
import type { Stage } from '../sessions/stage.js';
import type { MachinePolicyStore } from './machine-policy-store.js';

export interface PolicyKeeperParameters {
  store: () => Promise<Pick<MachinePolicyStore, 'keep' | 'current'>>;
  stage: () => Promise<Stage>;
  /** The present time; undefined where the clock was set back: then nothing that ends is believed. */
  now: () => Promise<Date | undefined>;
  logger: Logger;
}

/** Keeps what the server says of this workstation, and tells the filter how far it has come. */
export class PolicyKeeper {
  readonly #parameters: PolicyKeeperParameters;

  constructor(parameters: PolicyKeeperParameters) {
    this.#parameters = parameters;
  }

  /**
   * Takes what the server said.
   * @param signed undefined where the server did not answer
   * @throws WindowsError, VaultUnavailableError
   */
  async take(signed: string | undefined): Promise<void> {
    const { now, logger } = this.#parameters;
    const store = await this.#parameters.store();
    if (signed !== undefined) {
      const kept = await store.keep(signed);
      if ('refused' in kept) logger.warn('policy.refused', { reason: kept.refused });
    }
    const found = await store.current(await now());
    // Before the first answer, what the installer wrote holds. From then on whatever is not believed enforces.
    if ('missing' in found && (found.missing === 'none' || found.missing === 'not-joined')) return;
    const mode = 'missing' in found ? 'enforce' : found.policy.rules.mode;
    await (await this.#parameters.stage()).set(mode);
  }
}
