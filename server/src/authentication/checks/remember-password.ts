import type { PasswordQuality } from '../../password/password-quality.js';
import type { Check } from './check.js';

/** Puts a right password into the history of its owner, the first time that it is met. It refuses nobody. */
export function rememberPassword(passwords: PasswordQuality): Check {
  return async ({ principal: { account }, request, settings }) => {
    // Without a generation nobody could tell that it is there already, and every logon would pay for finding out.
    if (account?.passwordGeneration === undefined) return undefined;
    await passwords.remember(account, settings.password, request.password);
    return undefined;
  };
}
