import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Failures, and when they lock whom. */
export const LockoutPolicy = z.strictObject({
  strikes: z
    .int()
    .min(1)
    .max(100)
    .describe('Consecutive failures after which the principal is locked.'),
  windowMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('Failures further apart than this do not count together.'),
  durationMinutes: z
    .int()
    .min(0)
    .max(10080)
    .describe('How long the lock lasts; 0 means until the help desk ends it.'),
  sourceStrikes: z
    .int()
    .min(1)
    .max(100)
    .describe(
      'Consecutive failures from one source that lock out that source alone; never more than `strikes`.',
    ),
  sourceDurationMinutes: z.int().min(1).max(1440).describe('How long a source stays locked out.'),
  showStrikes: z.boolean().describe('Tell the person how many attempts are left.'),
});
export type LockoutPolicy = z.infer<typeof LockoutPolicy>;

export const DEFAULT_LOCKOUT: LockoutPolicy = {
  strikes: 10,
  windowMinutes: 60,
  durationMinutes: 15,
  sourceStrikes: 5,
  sourceDurationMinutes: 15,
  showStrikes: true,
};

export const LOCKOUT_GROUP = policyGroup(LockoutPolicy, DEFAULT_LOCKOUT, {
  classic: {
    showStrikes: { value: true, because: 'A person sees the strikes, and stops before the lock.' },
  },
});
