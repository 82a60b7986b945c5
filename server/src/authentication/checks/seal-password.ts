import type { CoreLogger } from '../../core-logger.js';
import type { SealedPasswords } from '../../recovery/sealed-passwords.js';
import type { Check } from './check.js';

/**
 * Seals a password that the directory called right to its owner, unless it is sealed already. It refuses nobody: a
 * password that could not be kept is kept at a later logon.
 */
export function sealPassword(passwords: SealedPasswords, logger: CoreLogger | undefined): Check {
  return async ({ principal, request, recoveryKey, now }) => {
    const { password, source } = request;
    try {
      const key = await recoveryKey;
      if (key === undefined) return undefined;
      await passwords.store({ principalId: principal.id, ...key, password, now });
    } catch (error) {
      logger?.warn('a password was not sealed', { correlationId: source.correlationId, error });
    }
    return undefined;
  };
}
