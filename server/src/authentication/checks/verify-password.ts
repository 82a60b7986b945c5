import { isWrong } from '../../directory/directory.js';
import type { Directory } from '../../directory/directory.js';
import { wrongPassword } from '../refusal.js';
import type { Check } from './check.js';

/** One look at the password, at the directory. Nobody's password is looked at just the same (R38). */
export function verifyPassword(directory: Directory): Check {
  return async (attempt) => {
    const { principal, request, strike } = attempt;
    const found = await directory.verifyPassword(principal.account, request.password, request.name);
    // Whatever a directory says of an account that does not exist, it is not a grant.
    attempt.password = principal.account === undefined ? 'wrong' : found;
    return isWrong(attempt.password) ? wrongPassword(attempt.password, strike) : undefined;
  };
}
