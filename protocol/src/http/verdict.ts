import { z } from 'zod';

import { CorrelationId } from '../correlation.js';
import { ChallengeId, LogonId } from '../ids.js';
import { FactorMethod } from '../policy/factor-method.js';

/** A Windows security identifier in its text form ([MS-DTYP] 2.4.2.1). */
export const Sid = z.string().regex(/^S-1-\d{1,15}(-\d{1,10}){1,15}$/, 'expected a SID as S-1-…');

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
  'factor.not-enrolled',
  'factor.undeliverable',
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

/** The account that Windows logs on: the directory's own names, never the typed text. */
export const Account = z.strictObject({
  sid: Sid,
  netbiosDomain: z.string().max(256),
  samAccountName: z.string().min(1).max(256),
});
export type Account = z.infer<typeof Account>;

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

export const ChangePassword = z.strictObject({
  outcome: z.literal('change-password'),
  logonId: LogonId,
  reason: z.enum(['expired', 'must-change', 'rules']),
  /** The rules in words, in the person's language. */
  rules: z.array(z.string().max(256)).max(32),
  correlationId: CorrelationId,
});

export const Enroll = z.strictObject({
  outcome: z.literal('enroll'),
  logonId: LogonId,
  what: z.enum(['answers', 'totp', 'email']),
  mayPostpone: z.boolean(),
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
