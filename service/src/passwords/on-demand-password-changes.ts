import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { ChangeAccount, ChangeOutcome, PasswordChanges } from './password-changes.js';

/** Made when somebody changes a password. Whatever goes wrong there, nothing is said to be changed. */
export class OnDemandPasswordChanges implements PasswordChanges {
  readonly #parameters: { load: () => Promise<PasswordChanges>; logger: Logger };
  #loading: Promise<PasswordChanges> | undefined;

  constructor(parameters: { load: () => Promise<PasswordChanges>; logger: Logger }) {
    this.#parameters = parameters;
  }

  async change(
    account: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome> {
    try {
      this.#loading ??= this.#parameters.load();
      return await (await this.#loading).change(account, oldPassword, newPassword);
    } catch (error) {
      this.#loading = undefined;
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('password.fault', fields);
      return { outcome: 'unavailable' };
    }
  }
}
