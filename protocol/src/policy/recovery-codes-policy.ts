import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Codes that people keep on paper for the day that their other factors are away. */
export const RecoveryCodesPolicy = z.strictObject({
  enabled: z
    .boolean()
    .describe(
      'Whether people may make themselves recovery codes: each answers once for the second factor of a sign-in in a browser. Without it those that were made are not taken either.',
    ),
});
export type RecoveryCodesPolicy = z.infer<typeof RecoveryCodesPolicy>;

export const DEFAULT_RECOVERY_CODES: RecoveryCodesPolicy = { enabled: true };

/** Nothing departs: a look-up secret is something that one has, and does for AAL2 (SP 800-63B-4, 3.1.2). */
export const RECOVERY_CODES_GROUP = policyGroup(RecoveryCodesPolicy, DEFAULT_RECOVERY_CODES);
