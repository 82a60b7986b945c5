import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { DomainReach } from './domain-reach.js';

/** Made when somebody forgot a password. Where it cannot be made, no controller is reachable. */
export class OnDemandDomainReach implements DomainReach {
  readonly #parameters: { load: () => Promise<DomainReach>; logger: Logger };
  #loading: Promise<DomainReach> | undefined;

  constructor(parameters: { load: () => Promise<DomainReach>; logger: Logger }) {
    this.#parameters = parameters;
  }

  async isReachable(domain: string | undefined): Promise<boolean> {
    try {
      this.#loading ??= this.#parameters.load();
      return await (await this.#loading).isReachable(domain);
    } catch (error) {
      this.#loading = undefined;
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('domain.fault', fields);
      return false;
    }
  }
}
