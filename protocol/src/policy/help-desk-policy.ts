import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** What an operator does to somebody's account that a second operator may have to approve first. */
export const FourEyesAction = z.enum(['password-link', 'reset-factors', 'break-glass']);
export type FourEyesAction = z.infer<typeof FourEyesAction>;

/** What the help desk must have done before it helps somebody. The policy of whoever is helped decides. */
export const HelpDeskPolicy = z.strictObject({
  verifyCaller: z
    .enum(['required', 'optional'])
    .describe(
      'Whether an operator must have verified the caller before unlocking the account, resetting factors, or giving a link or a code.',
    ),
  fourEyes: z
    .array(FourEyesAction)
    .max(FourEyesAction.options.length)
    .refine((actions) => new Set(actions).size === actions.length, 'an action stands here twice')
    .describe('What a second operator must have approved.'),
  approvalMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe(
      'How long a request waits for the second operator, and then how long the first may use the approval.',
    ),
  passwordLink: z
    .enum(['mail', 'read-out'])
    .describe(
      'How a link to a new password reaches its person: by mail to an address that the server knows, or shown to the operator, who reads it out.',
    ),
  passwordLinkMinutes: z.int().min(5).max(1440).describe('How long such a link works.'),
  breakGlassHours: z.int().min(1).max(168).describe('How long a break-glass code works, at most.'),
  breakGlassCodes: z
    .int()
    .min(1)
    .max(5)
    .describe('How many break-glass codes one person may have at a time.'),
  enrollmentPermitHours: z
    .int()
    .min(1)
    .max(168)
    .describe(
      'How long the help desk may let somebody enrol a first factor by the password, at most.',
    ),
});
export type HelpDeskPolicy = z.infer<typeof HelpDeskPolicy>;

export const DEFAULT_HELP_DESK: HelpDeskPolicy = {
  verifyCaller: 'required',
  fourEyes: ['break-glass'],
  approvalMinutes: 30,
  passwordLink: 'mail',
  passwordLinkMinutes: 30,
  breakGlassHours: 24,
  breakGlassCodes: 1,
  enrollmentPermitHours: 24,
};

export const HELP_DESK_GROUP = policyGroup(HelpDeskPolicy, DEFAULT_HELP_DESK, {
  classic: {
    verifyCaller: { value: 'optional', because: 'The operator judges by ear who is calling.' },
    fourEyes: { value: [], because: 'One operator is enough for everything.' },
  },
  nist: {
    verifyCaller: {
      value: 'required',
      because: 'An account is recovered for whoever proved to be its owner (SP 800-63B-4, 4.2).',
    },
    passwordLink: {
      value: 'mail',
      because: 'Whoever listens, or asks in the name of another, has nothing (ASVS 5, V6.4).',
    },
  },
  departures: [
    {
      setting: 'verifyCaller',
      when: ({ verifyCaller }) => verifyCaller === 'optional',
      because: 'An account may be recovered for a caller who proved nothing (SP 800-63B-4, 4.2).',
    },
    {
      setting: 'passwordLink',
      when: ({ passwordLink }) => passwordLink === 'read-out',
      because: 'An operator sees what sets the password of somebody else (ASVS 5, V6.4.6).',
    },
  ],
});
