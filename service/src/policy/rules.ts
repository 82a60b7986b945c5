import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { MachineRules } from '@gatehouse/protocol';

import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { KeptPolicy, MachinePolicyStore } from './machine-policy-store.js';

export interface KeptRulesParameters {
  store: () => Promise<Pick<MachinePolicyStore, 'current'>>;
  /** The present time; undefined where the clock was set back. */
  now: () => Promise<Date | undefined>;
  /** Has what is kept be as new as it can be: asks the server, within its budget, unless that was done just now. */
  fetch: () => Promise<void>;
  logger: Logger;
}

export type RulesInForce = MachineRules & {
  /** Nothing is kept that can be believed, so that the shipped defaults hold. */
  isFallback?: boolean;
};

/** Port: what holds at this workstation whoever logs on. */
export interface Rules {
  /**
   * Never rejects: where nothing is kept that can be believed, the shipped defaults hold, which enforce and let no foreign
   * account in.
   *
   * @param options.mayAsk whether the server may be waited for: what an administrator changed holds at once
   */
  current(options: { mayAsk: boolean }): Promise<RulesInForce>;
}

/** Rules out of the policy that the server signed and that is kept here. */
export class KeptRules implements Rules {
  readonly #parameters: KeptRulesParameters;
  #wasMissing = false;

  constructor(parameters: KeptRulesParameters) {
    this.#parameters = parameters;
  }

  async current({ mayAsk }: { mayAsk: boolean }): Promise<RulesInForce> {
    const { fetch, logger } = this.#parameters;
    try {
      // What came of it is seen in what is kept.
      if (mayAsk) await fetch().catch(() => undefined);
      const found = await this.#read();
      if (!('missing' in found)) {
        if (this.#wasMissing) logger.info('policy.in-force');
        this.#wasMissing = false;
        return found.policy.rules;
      }
      this.#wasMissing = true;
      logger.warn('policy.not-in-force', { reason: found.missing });
    } catch (error) {
      logger.error('policy.fault', { reason: codeOf(error), detail: detailOf(error) });
    }
    return { ...DEFAULT_MACHINE_RULES, isFallback: true };
  }

  async #read(): Promise<KeptPolicy> {
    const store = await this.#parameters.store();
    return store.current(await this.#parameters.now());
  }
}
