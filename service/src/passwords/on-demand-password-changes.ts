import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { ChangeAccount, ChangeOutcome, PasswordChanges } from './password-changes.js';

interface Parameters {
  load: () => Promise<PasswordChanges>;
  logger: Logger;
  limitMs?: number;
}

/** Before the DLL takes the service for dead, and longer than Windows looks for a domain controller. */
const LIMIT_MS = 90_000;

/**
 * Made when somebody changes a password. Whatever goes wrong there, and whatever takes too long, nothing is said to be
 * changed.
 */
export class OnDemandPasswordChanges implements PasswordChanges {
  readonly #parameters: Parameters;
  #loading: Promise<PasswordChanges> | undefined;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  async change(
    account: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome> {
    try {
      this.#loading ??= this.#parameters.load();
      const changes = await this.#loading;
      return await this.#bounded(changes.change(account, oldPassword, newPassword));
    } catch (error) {
      this.#loading = undefined;
      const fields = { reason: codeOf(error), detail: detailOf(error) };
      this.#parameters.logger.error('password.fault', fields);
      return { outcome: 'unavailable' };
    }
  }

  async #bounded(changing: Promise<ChangeOutcome>): Promise<ChangeOutcome> {
    const { logger, limitMs = LIMIT_MS } = this.#parameters;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<ChangeOutcome>((resolve) => {
      timer = setTimeout(() => {
        logger.warn('password.late', { milliseconds: limitMs });
        resolve({ outcome: 'unavailable' });
      }, limitMs);
    });
    try {
      return await Promise.race([changing, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
