import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** What a person proves before helping themselves. `answers` alone counts only at the tile of a joined workstation. */
export const SelfServiceProof = z.enum(['off', 'answers', 'otp', 'answers-and-otp']);
export type SelfServiceProof = z.infer<typeof SelfServiceProof>;

/** Self-service at the logon screen while the server is reachable. */
export const SelfServicePolicy = z.strictObject({
  reset: SelfServiceProof.describe('The proof for a new password where the old one is forgotten.'),
  unlock: SelfServiceProof.describe('The proof for unlocking the account.'),
});
export type SelfServicePolicy = z.infer<typeof SelfServicePolicy>;

export const DEFAULT_SELF_SERVICE: SelfServicePolicy = {
  reset: 'answers-and-otp',
  unlock: 'answers-and-otp',
};

export const SELF_SERVICE_GROUP = policyGroup(SelfServicePolicy, DEFAULT_SELF_SERVICE);
