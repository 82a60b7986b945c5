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
});
export type HelpDeskPolicy = z.infer<typeof HelpDeskPolicy>;

export const DEFAULT_HELP_DESK: HelpDeskPolicy = {
  verifyCaller: 'required',
  fourEyes: ['break-glass'],
  approvalMinutes: 30,
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
  },
  departures: [
    {
      setting: 'verifyCaller',
      when: ({ verifyCaller }) => verifyCaller === 'optional',
      because: 'An account may be recovered for a caller who proved nothing (SP 800-63B-4, 4.2).',
    },
  ],
});
