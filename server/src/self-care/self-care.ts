import type { CareParts } from './care-parts.js';
import { OwnEnrollments } from './own-enrollments.js';
import { OwnFactorList } from './own-factors.js';
import { OwnPassword } from './own-password.js';
import { OwnRecoveryCodeSet } from './own-recovery-codes.js';

/** What people do for themselves after they signed in. */
export interface SelfCare {
  password: OwnPassword;
  factors: OwnFactorList;
  enrollments: OwnEnrollments;
  recoveryCodes: OwnRecoveryCodeSet;
}

export function createSelfCare(parts: CareParts): SelfCare {
  return {
    password: new OwnPassword(parts),
    factors: new OwnFactorList(parts),
    enrollments: new OwnEnrollments(parts),
    recoveryCodes: new OwnRecoveryCodeSet(parts),
  };
}
