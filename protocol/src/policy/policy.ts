import { z } from 'zod';

import { ANSWERS_GROUP } from './answers-policy.js';
import { CONTACT_GROUP } from './contact-policy.js';
import { DESKTOP_GROUP } from './desktop-policy.js';
import { ENROLLMENT_GROUP } from './enrollment-policy.js';
import { HELP_DESK_GROUP } from './help-desk-policy.js';
import { LOCKOUT_GROUP } from './lockout-policy.js';
import { LOGON_DESKTOP_GROUP } from './logon-desktop-policy.js';
import { LOGON_WEB_GROUP } from './logon-web-policy.js';
import { OFFLINE_CODES_GROUP } from './offline-codes-policy.js';
import { OTP_GROUP } from './otp-policy.js';
import { PASSWORD_GROUP } from './password-policy.js';
import { partialsOf, schemasOf, shippedOf } from './policy-groups.js';
import { RECOVERY_CODES_GROUP } from './recovery-codes-policy.js';
import { RECOVERY_GROUP } from './recovery-policy.js';
import { SELF_SERVICE_GROUP } from './self-service-policy.js';

/** `logon.<door>`: one line a door. */
export const DOOR_GROUPS = {
  desktop: LOGON_DESKTOP_GROUP,
  web: LOGON_WEB_GROUP,
};

/** Every other group of settings: one line a feature. */
export const FEATURE_GROUPS = {
  lockout: LOCKOUT_GROUP,
  otp: OTP_GROUP,
  contact: CONTACT_GROUP,
  answers: ANSWERS_GROUP,
  recovery: RECOVERY_GROUP,
  enrollment: ENROLLMENT_GROUP,
  desktop: DESKTOP_GROUP,
  selfService: SELF_SERVICE_GROUP,
  password: PASSWORD_GROUP,
  helpDesk: HELP_DESK_GROUP,
  offlineCodes: OFFLINE_CODES_GROUP,
  recoveryCodes: RECOVERY_CODES_GROUP,
};

/** The settings of a policy, every one set: a union of groups, each of which its feature declares. */
export const PolicySettings = z.strictObject({
  logon: z.strictObject(schemasOf(DOOR_GROUPS)),
  ...schemasOf(FEATURE_GROUPS),
});
export type PolicySettings = z.infer<typeof PolicySettings>;

/** The shipped defaults; a setting that a policy leaves unset has this value. */
export const DEFAULT_POLICY: PolicySettings = {
  logon: shippedOf(DOOR_GROUPS),
  ...shippedOf(FEATURE_GROUPS),
};

/** The settings as written in a policy file: any of them may be left out. */
export const PartialPolicySettings = z.strictObject({
  logon: z.strictObject(partialsOf(DOOR_GROUPS)).optional(),
  ...partialsOf(FEATURE_GROUPS),
});
export type PartialPolicySettings = z.infer<typeof PartialPolicySettings>;

/** A named base: what a policy says of itself goes over it. */
export const PolicyProfile = z.enum(['classic', 'nist']);
export type PolicyProfile = z.infer<typeof PolicyProfile>;

export const PolicyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens');

/** A whole policy as people write it, whatever it is assigned to and however it is ranked. */
export const PolicyDocument = z.strictObject({
  name: PolicyName,
  description: z.string().max(500).optional(),
  priority: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('Among policies that fit equally well, the highest wins.'),
  profile: PolicyProfile.optional().describe(
    'A base of settings: they hold as if this policy set them, unless it says otherwise.',
  ),
  assign: z.strictObject({
    everyone: z.boolean().default(false).describe('The default, from which others inherit.'),
    users: z
      .array(z.string().min(1).max(512))
      .max(1000)
      .default([])
      .describe('Names as the directory finds them, SIDs, or ids of principals.'),
    groups: z
      .array(z.string().min(1).max(512))
      .max(1000)
      .default([])
      .describe('Names or SIDs; whoever is in one by way of another one is in it.'),
    ous: z
      .array(z.string().min(1).max(2048))
      .max(1000)
      .default([])
      .describe('Distinguished names of OUs and other containers, with all that is beneath them.'),
  }),
  settings: PartialPolicySettings,
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
/** Before the defaults: what an administrator may leave out. */
export type WrittenPolicy = z.input<typeof PolicyDocument>;
