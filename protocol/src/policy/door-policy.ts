import { z } from 'zod';

import { PolicyFactorMethod } from './factor-method.js';
import type { Departure } from './policy-group.js';

/** What a door asks for. `second-factor` is a right password and one of the methods. */
export const Requirement = z.enum(['none', 'second-factor']);
export type Requirement = z.infer<typeof Requirement>;

/** What every door has a policy for. */
export const DoorPolicy = z.strictObject({
  require: Requirement.describe('What a logon at this door needs besides a right password.'),
  methods: z
    .array(PolicyFactorMethod)
    .min(1)
    .max(8)
    .refine((methods) => new Set(methods).size === methods.length, 'a method is named twice')
    .describe('The factors that may be used, in order of preference.'),
  defaultMethod: PolicyFactorMethod.optional().describe(
    'The factor asked for first, when the person has it; else the first of `methods` that the person has.',
  ),
});
export type DoorPolicy = z.infer<typeof DoorPolicy>;

/** The order that `classic` has at every door. */
export const CLASSIC_METHODS = {
  value: ['email', 'totp', 'hotp'] satisfies DoorPolicy['methods'],
  because: 'A code is made and sent by itself where sending is the usual way.',
};

/** What `nist` asks for at every door. */
export const NIST_DOOR = {
  require: {
    value: 'second-factor' as const,
    because: 'AAL2 takes two factors (SP 800-63B-4, 2.2).',
  },
  methods: {
    value: ['totp', 'hotp'] satisfies DoorPolicy['methods'],
    because: 'E-mail is no out-of-band authenticator (SP 800-63B-4, 3.1.3.1).',
  },
  defaultMethod: {
    value: 'totp' as const,
    because: 'Where a person has both: its codes end by themselves.',
  },
};

/** Where a door departs from `nist`, whichever door it is. */
export const DOOR_DEPARTURES: readonly Departure<DoorPolicy>[] = [
  {
    setting: 'require',
    when: ({ require }) => require === 'none',
    because: 'A password alone reaches AAL1 only (SP 800-63B-4, 2.1; ASVS 5.0.0, 6.3.3).',
  },
  {
    setting: 'methods',
    when: ({ require, methods }) => require !== 'none' && methods.includes('email'),
    because:
      'E-mail shall not be used as an out-of-band authenticator (SP 800-63B-4, 3.1.3.1; ASVS 5.0.0, 6.3.6).',
  },
];
