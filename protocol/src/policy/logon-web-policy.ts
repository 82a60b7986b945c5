import { z } from 'zod';

import { CLASSIC_METHODS, DOOR_DEPARTURES, DoorPolicy, NIST_DOOR } from './door-policy.js';
import { policyGroup } from './policy-group.js';

/** A sign-in at a browser, and the session that it opens: `logon.web`. */
export const WebDoorPolicy = z.strictObject({
  ...DoorPolicy.shape,
  enrollAnswers: z
    .boolean()
    .describe(
      'Whether answers that are required are enrolled at a sign-in; else they wait for a logon at a workstation.',
    ),
  sessionIdleMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('A session ends when nothing was asked in it for so long.'),
  sessionAbsoluteHours: z
    .int()
    .min(1)
    .max(720)
    .describe('A session ends so long after its sign-in, whatever is asked in it.'),
  concurrentSessions: z.int().min(1).max(100).describe('How many sessions one person may have.'),
  atSessionLimit: z
    .enum(['refuse', 'end-oldest'])
    .describe(
      'What a sign-in does that would be one session too many: it is refused, or ends the oldest one.',
    ),
});
export type WebDoorPolicy = z.infer<typeof WebDoorPolicy>;

export const DEFAULT_LOGON_WEB: WebDoorPolicy = {
  require: 'second-factor',
  methods: ['totp', 'hotp', 'email'],
  enrollAnswers: true,
  sessionIdleMinutes: 30,
  sessionAbsoluteHours: 12,
  concurrentSessions: 5,
  atSessionLimit: 'end-oldest',
};

export const LOGON_WEB_GROUP = policyGroup(WebDoorPolicy, DEFAULT_LOGON_WEB, {
  classic: {
    require: {
      value: 'second-factor',
      because: 'Pages of the portal ask for the password and a code.',
    },
    methods: CLASSIC_METHODS,
  },
  nist: {
    ...NIST_DOOR,
    sessionIdleMinutes: {
      value: 30,
      because: 'An hour without activity at the most at AAL2 (SP 800-63B-4, 2.2.3).',
    },
    sessionAbsoluteHours: {
      value: 12,
      because: 'People prove who they are at least once a day at AAL2 (SP 800-63B-4, 2.2.3).',
    },
  },
  departures: [
    ...DOOR_DEPARTURES,
    {
      setting: 'sessionIdleMinutes',
      when: ({ sessionIdleMinutes }) => sessionIdleMinutes > 60,
      because: 'A session without activity ends within an hour at AAL2 (SP 800-63B-4, 2.2.3).',
    },
    {
      setting: 'sessionAbsoluteHours',
      when: ({ sessionAbsoluteHours }) => sessionAbsoluteHours > 24,
      because: 'People prove who they are at least once a day at AAL2 (SP 800-63B-4, 2.2.3).',
    },
  ],
});
