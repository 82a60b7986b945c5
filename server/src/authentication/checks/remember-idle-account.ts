import type { RequiredEnrollments } from '../../enrollment/required-enrollments.js';
import type { Check } from './check.js';

/** Comes before the look at the password, which the directory takes for a use of the account (R6). */
export function rememberIdleAccount(enrollments: RequiredEnrollments): Check {
  return async ({ principal: { account }, settings, now }) => {
    if (account !== undefined) await enrollments.rememberIdle(account, settings, now);
    return undefined;
  };
}
