import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** More than one kit may hold: those to be read out, those that were, and the ones before them. */
export const MAX_OFFLINE_CODES = 8;

/** Break-glass codes that workstations keep for the time without the server, and the help desk reads out. */
export const OfflineCodesPolicy = z.strictObject({
  count: z
    .int()
    .min(0)
    .max(MAX_OFFLINE_CODES)
    .describe(
      'How many codes a workstation keeps of each person for the help desk to read out, as slow hashes; with 0 it keeps none.',
    ),
  days: z
    .int()
    .min(2)
    .max(90)
    .describe(
      'How long a code works from when it was made, and no longer than the kit that it is in. After half of it another one is made.',
    ),
  wrongCodes: z
    .int()
    .min(1)
    .max(20)
    .describe('How many wrong codes lock them at that workstation for a while.'),
  lockMinutes: z.int().min(1).max(1440).describe('How long they are locked then.'),
});
export type OfflineCodesPolicy = z.infer<typeof OfflineCodesPolicy>;

export const DEFAULT_OFFLINE_CODES: OfflineCodesPolicy = {
  count: 3,
  days: 30,
  wrongCodes: 5,
  lockMinutes: 15,
};

/**
 * Nothing departs: 80 random bits are more than a look-up secret needs where guesses are not limited at all (SP 800-63B-4,
 * 3.1.2), and as many guesses as the policy can allow are few.
 */
export const OFFLINE_CODES_GROUP = policyGroup(OfflineCodesPolicy, DEFAULT_OFFLINE_CODES);
