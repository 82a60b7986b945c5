import type { ChangePassword, DenialCode } from '@gatehouse/protocol';

import type { Strike } from '../regulation/strikes.js';

/** Why an attempt does not go on. */
export type Refusal =
  | {
      outcome: 'denied';
      code: DenialCode;
      /** The strike that this failure costs. Any other strike that was taken is given back. */
      standing?: Strike;
      /** Why, where the audit says more than the person is told. */
      cause?: WrongCause;
      /** When the lock that refused the attempt ends. */
      lockedUntil?: Date | undefined;
    }
  | { outcome: 'change-password'; reason: ChangePassword['reason'] };

/** Why a password was not tried, or could not have done: for the audit alone. */
export type WrongCause = 'directory.near-lockout' | 'directory.locked';

/** A wrong password, and what is counted and told like one (R38). */
export function wrongPassword(
  check: 'wrong' | 'near-lockout' | 'locked',
  standing: Strike,
): Refusal & { outcome: 'denied'; standing: Strike } {
  const cause = check === 'wrong' ? {} : { cause: `directory.${check}` as const };
  return { outcome: 'denied', code: 'credentials.wrong', standing, ...cause };
}

/** How the audit names a refusal. */
export function codeOf(refusal: Refusal): string {
  return refusal.outcome === 'denied' ? refusal.code : `password.${refusal.reason}`;
}

export function deny(code: DenialCode): Refusal {
  return { outcome: 'denied', code };
}
