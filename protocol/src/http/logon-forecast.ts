import { z } from 'zod';

import { MAX_NAME_LENGTH } from '../input-limits.js';
import { DesktopPolicy, Exclusion } from '../policy/desktop-policy.js';
import { Enrollable } from '../policy/enrollment-policy.js';
import { FactorMethod } from '../policy/factor-method.js';
import { Account } from './account.js';
import { LocalGroup, MAX_LOCAL_GROUPS, Scenario } from './desktop.js';
import { DenialCode } from './verdict.js';

/** `POST /api/v1/desktop/checks`: what a logon of somebody at this workstation would ask, without one. */
export const CheckLogon = z.strictObject({
  /** As somebody would type it. */
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  scenario: Scenario.exclude(['change-password']),
  /** Over Terminal Services or Citrix. */
  remote: z.boolean(),
  /** As in the logon. Absent where there are none, and from services of before. */
  localGroups: z.array(LocalGroup).max(MAX_LOCAL_GROUPS).optional(),
});
export type CheckLogon = z.infer<typeof CheckLogon>;

/**
 * What follows a right password. Nothing here says whether a password is right, and nothing is an effect but a line in the
 * audit.
 */
export const ForecastStep = z.discriminatedUnion('would', [
  /** One of these factors, in the order in which they are offered. */
  z.strictObject({ would: z.literal('ask'), methods: z.array(FactorMethod).min(1) }),
  /** An enrolment comes first, because the password is taken for the proof. */
  z.strictObject({ would: z.literal('enroll'), what: z.array(Enrollable).min(1) }),
  z.strictObject({
    would: z.literal('grant'),
    because: z.enum(['not-asked', 'grace', 'observed', 'optional', 'excluded']),
    exclusion: Exclusion.pick({ sid: true, until: true }).optional(),
  }),
  z.strictObject({
    would: z.literal('deny'),
    code: DenialCode,
    /** When a lock ends by itself. */
    until: z.iso.datetime().optional(),
  }),
]);
export type ForecastStep = z.infer<typeof ForecastStep>;

export const LogonForecast = z.discriminatedUnion('known', [
  /** The directory has nobody of this name: every password is a wrong one. */
  z.strictObject({ known: z.literal(false) }),
  z.strictObject({
    known: z.literal(true),
    account: Account,
    /** That decided, with its version: `staff@3`. */
    policy: z.string().optional(),
    mode: DesktopPolicy.shape.mode,
    step: ForecastStep,
    /** What the policy wants enrolled besides and is not yet. */
    missing: z.array(Enrollable),
    offline: z.strictObject({
      /** What the policy says of a logon without the server. */
      rule: DesktopPolicy.shape.offline,
      /** Whether a kit would be kept here after the next logon. */
      kit: z.boolean(),
    }),
  }),
]);
export type LogonForecast = z.infer<typeof LogonForecast>;
