import { DEFAULT_MACHINE_RULES } from '@gatehouse/protocol';
import type { MachineRules } from '@gatehouse/protocol';

import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { KeptPolicy, MachinePolicyStore } from './machine-policy-store.js';

export interface KeptRulesParameters {
  store: () => Promise<Pick<MachinePolicyStore, 'current'>>;
  /** The present time; undefined where the clock was set back. */
  now: () => Promise<Date | undefined>;
  /** Asks the server for the policy once, within its budget; rejects when it does not answer. */
  fetch: () => Promise<void>;
  logger: Logger;
}

/** Port: what holds at this workstation whoever logs on. */
export interface Rules {
  /**
   * Never rejects: where nothing is kept that can be believed, the shipped defaults hold, which enforce and let no foreign
   * account in.
   *
   * @param options.mayAsk whether it may wait for the server where there is nothing
   */
  current(options: { mayAsk: boolean }): Promise<MachineRules>;
}

/** Rules out of the policy that the server signed and that is kept here. */
export class KeptRules implements Rules {
  readonly #parameters: KeptRulesParameters;

  constructor(parameters: KeptRulesParameters) {
    this.#parameters = parameters;
  }

  async current({ mayAsk }: { mayAsk: boolean }): Promise<MachineRules> {
    const { fetch, logger } = this.#parameters;
    try {
      let found = await this.#read();
      if ('missing' in found && mayAsk) {
        // What came of it is seen in what is kept.
        await fetch().catch(() => undefined);
        found = await this.#read();
      }
      if (!('missing' in found)) return found.policy.rules;
      logger.warn('policy.not-in-force', { reason: found.missing });
    } catch (error) {
      logger.error('policy.fault', { reason: codeOf(error), detail: detailOf(error) });
    }
    return DEFAULT_MACHINE_RULES;
  }

  async #read(): Promise<KeptPolicy> {
    const store = await this.#parameters.store();
    return store.current(await this.#parameters.now());
  }
}
