import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** A logon at a workstation that does not reach the server. */
export const DesktopPolicy = z.strictObject({
  offline: z
    .enum(['offline-otp', 'deny', 'password-only'])
    .describe(
      'What a logon without the server needs: a code of the enrolled authenticator, nothing that exists (it is denied), or the password that Windows checks.',
    ),
  kitDays: z
    .int()
    .min(1)
    .max(90)
    .describe('How long a workstation may go on without contact before what it keeps expires.'),
  wrongCodes: z
    .int()
    .min(0)
    .max(100)
    .describe(
      'Wrong codes after a right password after which a workstation destroys its kit; 0 never destroys it.',
    ),
});
export type DesktopPolicy = z.infer<typeof DesktopPolicy>;

export const DEFAULT_DESKTOP: DesktopPolicy = {
  offline: 'offline-otp',
  kitDays: 14,
  wrongCodes: 10,
};

export const DESKTOP_GROUP = policyGroup(DesktopPolicy, DEFAULT_DESKTOP, {
  nist: {
    offline: {
      value: 'offline-otp',
      because: 'A workstation without the network asks for two factors as well.',
    },
    wrongCodes: { value: 10, because: 'Guesses are limited (SP 800-63B-4, 3.2.2).' },
  },
  departures: [
    {
      setting: 'offline',
      when: ({ offline }) => offline === 'password-only',
      because: 'Who takes the network away is asked for the password alone (SP 800-63B-4, 2.2).',
    },
    {
      setting: 'wrongCodes',
      when: ({ offline, wrongCodes }) => offline === 'offline-otp' && wrongCodes === 0,
      because: 'Guesses at codes are not limited without the server (SP 800-63B-4, 3.2.2).',
    },
  ],
});
