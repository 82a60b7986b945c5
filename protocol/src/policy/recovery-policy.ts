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

export const RECOVERY_GROUP = policyGroup(RecoveryPolicy, DEFAULT_RECOVERY, {
  classic: {
    offline: {
      value: true,
      because: 'Without the network, a forgotten password is got back by the answers.',
    },
    reveal: { value: 'show', because: 'The person is shown the forgotten password.' },
    secondFactor: { value: false, because: 'The answers alone are asked for without the network.' },
  },
  nist: {
    offline: {
      value: false,
      because: 'Passwords are kept in no form that gives them back (SP 800-63B-4, 3.1.1.2).',
    },
    attempts: { value: 5, because: 'Guesses are limited (SP 800-63B-4, 3.2.2).' },
    reveal: { value: 'fill-in', because: 'A stored password is shown to nobody.' },
    secondFactor: {
      value: true,
      because: 'Answers prove nothing by themselves (ASVS 5.0.0, 6.4.2).',
    },
  },
  departures: [
    {
      setting: 'offline',
      when: ({ offline }) => offline,
      because:
        'A password is kept in a form that gives it back: it is to be stored salted and hashed only (SP 800-63B-4, 3.1.1.2).',
    },
    {
      setting: 'attempts',
      when: ({ offline, attempts }) => offline && attempts === 0,
      because: 'Guesses at a kit are not limited (SP 800-63B-4, 3.2.2).',
    },
    {
      setting: 'reveal',
      when: ({ offline, reveal }) => offline && reveal === 'show',
      because: 'A stored password is shown on the screen.',
    },
    {
      setting: 'secondFactor',
      when: ({ offline, secondFactor }) => offline && !secondFactor,
      because: 'Answers alone give the password back: knowledge-based (ASVS 5.0.0, 6.4.2).',
    },
  ],
});
