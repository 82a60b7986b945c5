import { z } from 'zod';

import { AnswersPolicy, DEFAULT_ANSWERS } from './answers-policy.js';
import { DEFAULT_DESKTOP, DesktopPolicy } from './desktop-policy.js';
import { DEFAULT_ENROLLMENT, EnrollmentPolicy } from './enrollment-policy.js';
import { FactorMethod } from './factor-method.js';
import { DEFAULT_RECOVERY, RecoveryPolicy } from './recovery-policy.js';
import { DEFAULT_SELF_SERVICE, SelfServicePolicy } from './self-service-policy.js';

/** What a door asks for. `second-factor` is a right password and one of the methods. */
export const Requirement = z.enum(['none', 'second-factor']);
export type Requirement = z.infer<typeof Requirement>;

export const DoorPolicy = z.strictObject({
  require: Requirement.describe('What a logon at this door needs besides a right password.'),
  methods: z
    .array(FactorMethod)
    .min(1)
    .max(8)
    .refine((methods) => new Set(methods).size === methods.length, 'a method is named twice')
    .describe('The factors that may be used, in order of preference.'),
  defaultMethod: FactorMethod.optional().describe(
    'The factor asked for first, when the person has it; else the first of `methods` that the person has.',
  ),
});

export const LockoutPolicy = z.strictObject({
  strikes: z
    .int()
    .min(1)
    .max(100)
    .describe('Consecutive failures after which the principal is locked.'),
  windowMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('Failures further apart than this do not count together.'),
  durationMinutes: z
    .int()
    .min(0)
    .max(10080)
    .describe('How long the lock lasts; 0 means until the help desk ends it.'),
  sourceStrikes: z
    .int()
    .min(1)
    .max(100)
    .describe(
      'Consecutive failures from one source that lock out that source alone; never more than strikes.',
    ),
  sourceDurationMinutes: z.int().min(1).max(1440).describe('How long a source stays locked out.'),
  showStrikes: z.boolean().describe('Tell the person how many attempts are left.'),
});

export const OtpPolicy = z.strictObject({
  digits: z.int().min(6).max(8).describe('Digits of a sent code.'),
  lifetimeSeconds: z.int().min(60).max(600).describe('How long a challenge stays open.'),
  resendLimit: z.int().min(0).max(10).describe('How often a code may be sent again in one logon.'),
  sendLimit: z
    .int()
    .min(1)
    .max(1000)
    .describe('How many codes one person is sent within the window, in however many logons.'),
  sendWindowMinutes: z
    .int()
    .min(1)
    .max(1440)
    .describe('How long the window lasts, which begins with the first code.'),
});

export const ContactPolicy = z.strictObject({
  email: z
    .enum(['directory', 'alternate', 'alternate-then-directory', 'directory-then-alternate'])
    .describe(
      "Where e-mailed codes go: the directory's mail attribute, an enrolled address, or both in order.",
    ),
});

/** The settings of a policy, every one set: a union of groups, each of which its feature declares. */
export const PolicySettings = z.strictObject({
  logon: z.strictObject({ desktop: DoorPolicy }),
  lockout: LockoutPolicy,
  otp: OtpPolicy,
  contact: ContactPolicy,
  answers: AnswersPolicy,
  recovery: RecoveryPolicy,
  enrollment: EnrollmentPolicy,
  desktop: DesktopPolicy,
  selfService: SelfServicePolicy,
});
export type PolicySettings = z.infer<typeof PolicySettings>;

/** The shipped defaults; a setting that a policy leaves unset has this value. */
export const DEFAULT_POLICY: PolicySettings = {
  logon: { desktop: { require: 'second-factor', methods: ['totp', 'email'] } },
  lockout: {
    strikes: 10,
    windowMinutes: 60,
    durationMinutes: 15,
    sourceStrikes: 5,
    sourceDurationMinutes: 15,
    showStrikes: true,
  },
  otp: { digits: 6, lifetimeSeconds: 600, resendLimit: 3, sendLimit: 10, sendWindowMinutes: 60 },
  contact: { email: 'directory-then-alternate' },
  answers: DEFAULT_ANSWERS,
  recovery: DEFAULT_RECOVERY,
  enrollment: DEFAULT_ENROLLMENT,
  desktop: DEFAULT_DESKTOP,
  selfService: DEFAULT_SELF_SERVICE,
};

/** The settings as written in a policy file: any of them may be left out. */
export const PartialPolicySettings = z.strictObject({
  logon: z.strictObject({ desktop: DoorPolicy.partial().optional() }).optional(),
  lockout: LockoutPolicy.partial().optional(),
  otp: OtpPolicy.partial().optional(),
  contact: ContactPolicy.partial().optional(),
  answers: AnswersPolicy.partial().optional(),
  recovery: RecoveryPolicy.partial().optional(),
  enrollment: EnrollmentPolicy.partial().optional(),
  desktop: DesktopPolicy.partial().optional(),
  selfService: SelfServicePolicy.partial().optional(),
});
export type PartialPolicySettings = z.infer<typeof PartialPolicySettings>;

/** A policy file. Users are named as the directory finds them, groups by name; `everyone` is the default. */
export const PolicyDocument = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens'),
  description: z.string().max(500).optional(),
  /** Among policies assigned by group the highest priority wins. */
  priority: z.int().min(0).max(10_000).default(0),
  assign: z.strictObject({
    everyone: z.boolean().default(false),
    users: z.array(z.string().min(1).max(512)).max(1000).default([]),
    groups: z.array(z.string().min(1).max(512)).max(1000).default([]),
  }),
  settings: PartialPolicySettings,
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
