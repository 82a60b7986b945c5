import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/**
 * What a person proves before helping themselves. `answers` alone counts only at the tile of a joined workstation; in a
 * browser the code of `answers-and-otp` comes first.
 */
export const SelfServiceProof = z.enum(['off', 'answers', 'otp', 'answers-and-otp']);
export type SelfServiceProof = z.infer<typeof SelfServiceProof>;

/** Self-service at the logon screen while the server is reachable, and in a browser before the sign-in. */
export const SelfServicePolicy = z.strictObject({
  reset: SelfServiceProof.describe(
    'The proof for a new password where the old one is forgotten. `answers` alone is one at the tile of a joined workstation only.',
  ),
  unlock: SelfServiceProof.describe(
    'The proof for unlocking the account. `answers` alone is one at the tile of a joined workstation only.',
  ),
});
export type SelfServicePolicy = z.infer<typeof SelfServicePolicy>;

export const DEFAULT_SELF_SERVICE: SelfServicePolicy = {
  reset: 'answers-and-otp',
  unlock: 'answers-and-otp',
};

const ANSWERS_ALONE =
  'Answers are the only proof: knowledge-based authentication is none (SP 800-63B-4, 3.1.1.2; ASVS 5.0.0, 6.4.2).';

export const SELF_SERVICE_GROUP = policyGroup(SelfServicePolicy, DEFAULT_SELF_SERVICE, {
  classic: {
    reset: { value: 'answers', because: 'The challenge answers are the proof of a reset.' },
    unlock: { value: 'answers', because: 'The challenge answers are the proof of an unlock.' },
  },
  nist: {
    reset: { value: 'answers-and-otp', because: 'No answers without a factor that is possessed.' },
    unlock: { value: 'otp', because: 'A factor that is possessed; no answers.' },
  },
  departures: [
    { setting: 'reset', when: ({ reset }) => reset === 'answers', because: ANSWERS_ALONE },
    { setting: 'unlock', when: ({ unlock }) => unlock === 'answers', because: ANSWERS_ALONE },
  ],
});
