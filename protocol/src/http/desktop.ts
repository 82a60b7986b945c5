import { z } from 'zod';

import { ChallengeId } from '../ids.js';
import { MAX_CODE_LENGTH, MAX_NAME_LENGTH } from '../input-limits.js';
import { FactorMethod } from '../policy/factor-method.js';
import { Account, Sid } from './account.js';
import { DesktopSession } from './desktop-session.js';
import { SealedSecret } from './sealed-secret.js';

export { MAX_CODE_LENGTH, MAX_NAME_LENGTH } from '../input-limits.js';

/** How Windows came to ask (CREDENTIAL_PROVIDER_USAGE_SCENARIO). */
export const Scenario = z.enum(['logon', 'unlock', 'credui', 'change-password']);
export type Scenario = z.infer<typeof Scenario>;

/** How somebody came to a tile, as the workstation says. */
export const WayIn = z.strictObject({
  scenario: Scenario,
  /** Over Terminal Services or Citrix. */
  remote: z.boolean(),
  /** Absent where the workstation does not know. */
  session: DesktopSession.optional(),
});
export type WayIn = z.infer<typeof WayIn>;

/** Whoever is beyond is left out, and so excluded by no group. */
export const MAX_LOCAL_MEMBERS = 64;

/** A group of the computer itself, and who is in it directly, domain groups among them. */
export const LocalGroup = z.strictObject({
  sid: Sid,
  members: z.array(Sid).max(MAX_LOCAL_MEMBERS),
});
export type LocalGroup = z.infer<typeof LocalGroup>;

/** A workstation tells of so many: those that an exclusion names. */
export const MAX_LOCAL_GROUPS = 8;

/** `POST /api/v1/desktop/logons`: begins a logon at a workstation. */
export const BeginLogon = z.strictObject({
  /** The name as typed, or as the tile shows it: SAM, DOMAIN\SAM, or UPN. */
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  /** The SID of the tile, when LogonUI enumerated the user: the account found must have it. */
  expectedSid: Sid.optional(),
  scenario: Scenario,
  /** The logon came over Terminal Services or Citrix. */
  remote: z.boolean(),
  /** Absent where the workstation does not know, and from services of before it was asked for. */
  session: DesktopSession.optional(),
  /**
   * How long ago the same account proved a second factor in the very logon session that is unlocked, at this computer.
   * The workstation keeps it in memory; absent where it does not know of any.
   */
  secondsSinceFactor: z.int().min(0).max(86_400).optional(),
  /** Groups of the computer that are excluded, for who is in them. Absent where there are none, and from services of before. */
  localGroups: z.array(LocalGroup).max(MAX_LOCAL_GROUPS).optional(),
  /** BCP 47 tag of the person's UI language. */
  language: z.string().max(35).optional(),
  password: SealedSecret,
});
export type BeginLogon = z.infer<typeof BeginLogon>;

/**
 * Whose an account is that is in no directory of the server, as the workstation tells: its own, Microsoft's, Entra's, or one of a
 * domain that the policy calls foreign.
 */
export const ForeignKind = z.enum(['local', 'microsoft', 'entra', 'domain']);
export type ForeignKind = z.infer<typeof ForeignKind>;

/**
 * `POST /api/v1/desktop/foreign-logons`: begins a logon of an account that no directory has. Windows has called its password
 * right, which the server never sees: it asks for a factor of whoever is mapped to the account.
 */
export const BeginForeignLogon = z.strictObject({
  ...BeginLogon.omit({ name: true, expectedSid: true, password: true, localGroups: true }).shape,
  account: Account,
  kind: ForeignKind,
});
export type BeginForeignLogon = z.infer<typeof BeginForeignLogon>;

/** `POST /api/v1/desktop/logons/:logonId/answers`: answers the open challenge. */
export const AnswerChallenge = z.strictObject({
  challengeId: ChallengeId,
  code: z.string().min(1).max(MAX_CODE_LENGTH),
});
export type AnswerChallenge = z.infer<typeof AnswerChallenge>;

/**
 * `POST /api/v1/desktop/logons/:logonId/challenges`: asks for another factor, or, when `method` is the current
 * one, for the code to be sent again.
 */
export const ChooseMethod = z.strictObject({
  challengeId: ChallengeId,
  method: FactorMethod,
});
export type ChooseMethod = z.infer<typeof ChooseMethod>;

/** `POST /api/v1/desktop/logons/:logonId/report`: what Windows said of the serialized credential. */
export const ReportLogon = z.strictObject({
  /** NTSTATUS and its sub-status, as unsigned 32-bit numbers. */
  ntStatus: z.int().min(0).max(0xffffffff),
  subStatus: z.int().min(0).max(0xffffffff),
});
export type ReportLogon = z.infer<typeof ReportLogon>;

/** The answer to requests that return nothing else. */
export const Accepted = z.strictObject({ accepted: z.literal(true) });
export type Accepted = z.infer<typeof Accepted>;
