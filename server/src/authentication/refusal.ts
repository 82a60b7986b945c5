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
      cause?: 'directory.near-lockout';
      /** When the lock that refused the attempt ends. */
      lockedUntil?: Date | undefined;
    }
  | { outcome: 'change-password'; reason: ChangePassword['reason'] };

/** How the audit names a refusal. */
export function codeOf(refusal: Refusal): string {
  return refusal.outcome === 'denied' ? refusal.code : `password.${refusal.reason}`;
}

export function deny(code: DenialCode): Refusal {
  return { outcome: 'denied', code };
}
