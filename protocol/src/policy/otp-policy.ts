import { z } from 'zod';

import { policyGroup } from './policy-group.js';

/** Codes that are sent. */
export const OtpPolicy = z.strictObject({
  digits: z.int().min(6).max(8).describe('Digits of a sent code.'),
  lifetimeSeconds: z.int().min(60).max(600).describe('How long a challenge stays open.'),
  resendLimit: z.int().min(0).max(10).describe('How often a code may be sent again in one logon.'),
  sendLimit: z
    .int()
    .min(1)
    .max(1000)
    .describe(
      'How many codes one person is sent within the window, in however many logons. Half as many besides, at least one, at each door of self-service, to whoever has proven nothing yet.',
    ),
  sendWindowMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('How long the window lasts, which begins with the first code.'),
  destinationLimit: z
    .int()
    .min(1)
    .max(1000)
    .describe('How many codes one address is sent within the window, whoever they are for.'),
});
export type OtpPolicy = z.infer<typeof OtpPolicy>;

export const DEFAULT_OTP: OtpPolicy = {
  digits: 6,
  lifetimeSeconds: 600,
  resendLimit: 3,
  sendLimit: 10,
  sendWindowMinutes: 60,
  destinationLimit: 20,
};

// The schema itself keeps to SP 800-63B-4, 3.1.3.2: six digits at the least, ten minutes at the most. So does ASVS 5.0.0,
// 6.5.4 and 6.5.5.
export const OTP_GROUP = policyGroup(OtpPolicy, DEFAULT_OTP);
