import type { Directory } from '../../directory/directory.js';
import type { Check } from './check.js';

/** One look at the password, at the directory. Nobody's password is looked at just the same (R38). */
export function verifyPassword(directory: Directory): Check {
  return async (attempt) => {
    const { principal, request, strike } = attempt;
    const found = await directory.verifyPassword(principal.account, request.password, request.name);
    // Whatever a directory says of an account that does not exist, it is not a grant.
    attempt.password = principal.account === undefined ? 'wrong' : found;
    switch (attempt.password) {
      case 'wrong':
        return { outcome: 'denied', code: 'credentials.wrong', standing: strike };
      case 'near-lockout':
        // Counted and told like a wrong one; that it was not tried is for the audit alone.
        return {
          outcome: 'denied',
          code: 'credentials.wrong',
          standing: strike,
          cause: 'directory.near-lockout',
        };
      default:
        return undefined;
    }
  };
}
