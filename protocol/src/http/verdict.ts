import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { ChallengeId, LogonId } from '../ids.js';
import { FactorMethod } from '../policy/factor-method.js';
import { Account, PasswordGeneration } from './account.js';
import { EnrollmentRejection, EnrollmentStep } from './enrollment.js';
import { PasswordRuleTexts } from './password.js';

/**
 * Why a logon was denied. Unknown names, wrong passwords and accounts that the directory has locked share
 * `credentials.wrong` (R38); the codes below the line are given only after a right password.
 */
export const DenialCode = z.enum([
  'credentials.wrong',
  'password.empty',
  'principal.locked',
  'source.locked',
  'directory.unavailable',
  'challenge.expired',
  'challenge.unknown',
  'logon.cancelled',
  // after a right password
  'account.disabled',
  'account.expired',
  'account.logon-hours',
  'account.workstation',
  'account.mismatch',
  'account.no-windows',
  /** Local, Microsoft or Entra, where `foreignAccounts` lets none in. Said by a workstation, before any password. */
  'account.foreign',
  /** The same, where nobody is mapped to the account whose factor could be asked for. After a right password, by Windows' word. */
  'account.unmapped',
  // of a workstation alone: Windows does not say whether the password of such an account is right
  'account.unchecked',
  'factor.not-enrolled',
  'factor.undeliverable',
  // of a workstation alone: break-glass codes are locked there
  'factor.locked',
  'policy.denied',
]);
export type DenialCode = z.infer<typeof DenialCode>;

/** Why the last answer to a challenge did not do; the challenge stays open. */
export const RejectionCode = z.enum([
  'factor.wrong-code',
  'factor.used-code',
  'factor.resend-limit',
  'factor.undeliverable',
]);
export type RejectionCode = z.infer<typeof RejectionCode>;

const Instant = z.iso.datetime();

/** A factor the person may use for a challenge. `destination` is masked (`a•••@corp.test`). */
export const OfferedMethod = z.strictObject({
  method: FactorMethod,
  destination: z.string().max(128).optional(),
});
export type OfferedMethod = z.infer<typeof OfferedMethod>;

export const Granted = z.strictObject({
  outcome: z.literal('granted'),
  logonId: LogonId,
  account: Account,
  /** Which password this was, where the directory tells. */
  generation: PasswordGeneration.optional(),
  /** The workstation may ask for a kit of this principal. */
  kit: z.boolean(),
  /** What holds for the next password, where the logon is there to change it. */
  rules: PasswordRuleTexts.optional(),
  /** In how many days the password expires, from so many days before on as the policy says. */
  passwordExpiresInDays: z.int().min(0).max(90).optional(),
  correlationId: CorrelationId,
});

export const Denied = z.strictObject({
  outcome: z.literal('denied'),
  code: DenialCode,
  /** Attempts left before the lock; absent when the policy does not show them. */
  strikesLeft: z.int().min(0).optional(),
  /** When a lock ends by itself; absent when only the help desk ends it. */
  lockedUntil: Instant.optional(),
  correlationId: CorrelationId,
});

export const Challenged = z.strictObject({
  outcome: z.literal('challenge'),
  logonId: LogonId,
  challengeId: ChallengeId,
  /** The factor that is asked for now. */
  current: OfferedMethod,
  /** All factors that would do, the current one included. */
  methods: z.array(OfferedMethod).min(1).max(8),
  /** How many characters the code has, where that is fixed. */
  digits: z.int().min(4).max(12).optional(),
  expiresAt: Instant,
  /** Until then, as of this verdict: the clock of whoever shows the challenge may be wrong. */
  secondsLeft: z.int().min(0).max(3600),
  /** How many more times the code may be sent; absent for factors that send nothing. */
  resendsLeft: z.int().min(0).optional(),
  /** Set when this verdict answers an attempt that did not do. */
  rejected: RejectionCode.optional(),
  strikesLeft: z.int().min(0).optional(),
  correlationId: CorrelationId,
});

/**
 * The password is right, and must be changed before it logs anybody on. The workstation changes it, through Windows;
 * then the logon begins anew.
 */
export const ChangePassword = z.strictObject({
  outcome: z.literal('change-password'),
  logonId: LogonId,
  /** Whose it is: Windows is asked in this name, never in the typed one. */
  account: Account,
  /** `rules`: it no longer meets the rules that hold here. */
  reason: z.enum(['expired', 'must-change', 'rules']),
  /** What holds for the next one, as far as the directory tells. */
  rules: PasswordRuleTexts,
  correlationId: CorrelationId,
});

/**
 * Everything was proven, and something must be enrolled before the grant. `account` is told because a workstation that
 * loses the server half-way may go on without the enrolment.
 */
export const Enroll = z.strictObject({
  outcome: z.literal('enroll'),
  logonId: LogonId,
  account: Account,
  step: EnrollmentStep,
  /** How many steps are left, this one included. */
  steps: z.int().min(1).max(3),
  /** How many more logons may go on without it; 0 when this one may not. */
  postponements: z.int().min(0).max(100),
  /**
   * Whether the logon goes on without the enrolment when the server cannot be reached any more. Not where the enrolment
   * is the proof of a factor: there the password alone has been proven (R6).
   */
  mayWait: z.boolean(),
  /** Set when this verdict answers something that did not do. */
  rejected: EnrollmentRejection.optional(),
  correlationId: CorrelationId,
});

/** What the logon engine says. Every door translates this and decides nothing. */
export const Verdict = z.discriminatedUnion('outcome', [
  Granted,
  Denied,
  Challenged,
  ChangePassword,
  Enroll,
]);
export type Verdict = z.infer<typeof Verdict>;
export type Granted = z.infer<typeof Granted>;
export type Denied = z.infer<typeof Denied>;
export type Challenged = z.infer<typeof Challenged>;
export type ChangePassword = z.infer<typeof ChangePassword>;
export type Enroll = z.infer<typeof Enroll>;
