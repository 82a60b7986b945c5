import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Recovery of a forgotten password at a workstation that does not reach the server. */
export const RecoveryPolicy = z.strictObject({
  offline: z.boolean().describe('Whether workstations keep what offline recovery needs.'),
  attempts: z
    .int()
    .min(0)
    .max(100)
    .describe('Wrong answer sets after which a workstation destroys its kit; 0 never destroys it.'),
  reveal: z
    .enum(['fill-in', 'show'])
    .describe('Whether the password is only filled in, or shown to the person for a limited time.'),
  showSeconds: z
    .int()
    .min(5)
    .max(300)
    .describe('How long a password is shown where `reveal` is `show`.'),
  secondFactor: z
    .boolean()
    .describe(
      'Whether a recovery without the server ends with a code of the authenticator; who has none then recovers with the server only.',
    ),
});
export type RecoveryPolicy = z.infer<typeof RecoveryPolicy>;

export const DEFAULT_RECOVERY: RecoveryPolicy = {
  offline: true,
  attempts: 5,
  reveal: 'fill-in',
  showSeconds: 30,
  secondFactor: true,
};

export const RECOVERY_GROUP = policyGroup(RecoveryPolicy, DEFAULT_RECOVERY);
