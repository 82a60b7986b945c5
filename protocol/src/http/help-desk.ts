import { z } from 'zod';

import { CredentialId, SelfServiceId } from '../ids.js';
import { Enrollable } from '../policy/enrollment-policy.js';
import { FactorMethod } from '../policy/factor-method.js';
import { PolicySettings } from '../policy/policy.js';
import { Sid } from './account.js';
import { MAX_NAME_LENGTH } from './desktop.js';
import { ExplainedSetting } from './policy-administration.js';
import { PROBLEM_CODES } from './problem.js';
import { Reason } from './reason.js';

const Instant = z.iso.datetime();
const Name = z.string().min(1).max(MAX_NAME_LENGTH);

export const MAX_FOUND_USERS = 50;

/**
 * `GET /api/v1/people`: finds people. `text` is the beginning of a name or address, of three characters at the least; or, as a
 * whole, a shorter name, the id or SID of somebody, a correlation id or its reference, or the serial number of a token.
 */
export const SearchUsers = z.strictObject({
  text: z.string().min(1).max(512),
  limit: z.coerce.number().int().min(1).max(MAX_FOUND_USERS).default(20),
});
export const FoundUser = z.strictObject({
  principalId: z.string(),
  name: Name,
  realm: z.string(),
  netbiosDomain: z.string(),
  displayName: z.string().optional(),
  mail: z.string().optional(),
  disabled: z.boolean(),
  /** By what somebody was found where it was not by a name. */
  by: z.enum(['id', 'reference', 'token']).optional(),
});
export const FoundUsers = z.strictObject({
  users: z.array(FoundUser),
  /** There are more of them: the text has to say more. */
  more: z.boolean(),
  /** Realms that did not answer: their people are missing. */
  away: z.array(z.string()),
});

/** A failure that led to a lock, as the audit has it. */
const Cause = z.strictObject({ at: Instant, door: z.string().optional(), code: z.string() });

/** How a person stands with one source: a workstation at a door. */
const LockedSource = z.strictObject({
  /** `desktop:wks_…`, to be unlocked by. */
  source: z.string(),
  hostname: z.string().optional(),
  strikes: z.int(),
  locked: z.boolean(),
  since: Instant.optional(),
  until: Instant.optional(),
  causes: z.array(Cause),
});

const Factor = z.strictObject({
  id: CredentialId,
  method: FactorMethod,
  createdAt: Instant,
  label: z.string().optional(),
  address: z.string().optional(),
  /** Of the token that it is. */
  serial: z.string().optional(),
  lastUsedAt: Instant.optional(),
});

const DirectoryState = z.strictObject({
  disabled: z.boolean(),
  expiresAt: Instant.optional(),
  locked: z.boolean(),
  lockedSince: Instant.optional(),
  lockedUntil: Instant.optional(),
  passwordSetAt: Instant.optional(),
  passwordExpiresAt: Instant.optional(),
  mustChangePassword: z.boolean(),
});

/** Nothing of the questions but how many there are. */
const Answers = z.strictObject({
  enrolled: z.boolean(),
  enrolledAt: Instant.optional(),
  questions: z.int().optional(),
});

const Outstanding = z.strictObject({
  /** What the policy wants and is not there. */
  missing: z.array(Enrollable),
  /** How many logons went on without it. */
  postponed: z.int(),
  /** Since when the account counts as one that nobody used: its password alone proves nothing for an enrolment. */
  idleSince: Instant.optional(),
});

const UsedWorkstation = z.strictObject({
  workstationId: z.string(),
  hostname: z.string().optional(),
  revoked: z.boolean(),
  lastUsedAt: Instant,
  kit: z.strictObject({
    state: z.enum(['held', 'expired', 'destroyed']),
    serial: z.int(),
    issuedAt: Instant,
    /** As the kit says. Of an older one as the policy is now, and absent where that could not be read. */
    expiresAt: Instant.optional(),
    destroyedAt: Instant.optional(),
    /** Failures without the server that it told of since the kit was issued. */
    failures: z.int(),
  }),
  /** Break-glass codes for when the server is away. */
  offlineCodes: z.strictObject({
    /** To be read out. */
    left: z.int(),
    /** Read out, and not known to be spent. */
    readOut: z.int(),
  }),
});

const ResetGrant = z.strictObject({
  workstationId: z.string(),
  hostname: z.string().optional(),
  grantedAt: Instant,
  expiresAt: Instant,
});

/** A logon or a self-service, by its end. */
const PastLogon = z.strictObject({
  at: Instant,
  type: z.string(),
  outcome: z.enum(['success', 'failure', 'info']),
  door: z.string().optional(),
  workstationId: z.string().optional(),
  hostname: z.string().optional(),
  source: z.string().optional(),
  code: z.string().optional(),
  correlationId: z.string(),
});

/** The parts of a view, each read for itself: one that fails leaves the others. */
export const UserPart = z.enum([
  'directory',
  'groups',
  'policy',
  'locks',
  'factors',
  'answers',
  'enrollment',
  'workstations',
  'reset-grants',
  'history',
]);

/**
 * All that the help desk is to see of a person. A part that could not be read is named in `unavailable`, and its members are
 * absent. While the directory is away, `name` is the one that the audit knew last.
 */
export const User = z.strictObject({
  principalId: z.string(),
  name: Name,
  realm: z.string(),
  displayName: z.string().optional(),
  userPrincipalName: z.string().optional(),
  distinguishedName: z.string().optional(),
  mail: z.string().optional(),
  sid: Sid.optional(),
  netbiosDomain: z.string().optional(),
  unavailable: z.array(z.strictObject({ part: UserPart, code: z.enum(PROBLEM_CODES) })),

  directory: DirectoryState.optional(),
  groups: z.array(z.string()).optional(),
  policy: z
    .strictObject({
      name: z.string(),
      version: z.int().optional(),
      settings: PolicySettings,
      /** What differs from the shipped defaults, and who said so. */
      differing: z.array(ExplainedSetting),
    })
    .optional(),

  /** Of all sources together. */
  strikes: z.int().optional(),
  locked: z.boolean().optional(),
  lockedSince: Instant.optional(),
  lockedUntil: Instant.optional(),
  causes: z.array(Cause).optional(),
  /** Where there are strikes. */
  sources: z.array(LockedSource).optional(),

  factors: z.array(Factor).optional(),
  /** None of the codes. Absent where no set was made. */
  recoveryCodes: z
    .strictObject({
      left: z.int(),
      total: z.int(),
      createdAt: Instant,
      lastUsedAt: Instant.optional(),
    })
    .optional(),
  alternateMail: z.string().optional(),
  answers: Answers.optional(),
  enrollment: Outstanding.optional(),
  /** Where somebody was granted a logon and got a kit, the last used first. */
  workstations: z.array(UsedWorkstation).optional(),
  /** Resets that a recovery without the server earned, and that were not used yet. */
  resetGrants: z.array(ResetGrant).optional(),
  /** The newest first. */
  history: z.array(PastLogon).optional(),
});

/** `POST /api/v1/users/:name/unlock` */
export const UnlockUser = z.strictObject({
  reason: Reason,
  /** Only the lock of this source, as `sources` of the view names it; all of them when absent. */
  source: z.string().min(1).max(320).optional(),
  /** The lock that the directory itself keeps, too. */
  directory: z.boolean().default(false),
  /** Of the caller, where the policy asks for it. */
  verificationId: SelfServiceId.optional(),
});
export const UnlockedUser = z.strictObject({
  /** The sources whose strikes were forgotten. */
  sources: z.array(z.string()),
  /** Whether the strikes of all sources together were. */
  everywhere: z.boolean(),
  /** What became of the directory's lock, where that was asked for. */
  directory: z.enum(['unlocked', 'forbidden', 'unavailable']).optional(),
});

export type FoundUser = z.infer<typeof FoundUser>;
export type FoundUsers = z.infer<typeof FoundUsers>;
export type SearchUsers = z.infer<typeof SearchUsers>;
export type UserPart = z.infer<typeof UserPart>;
export type User = z.infer<typeof User>;
export type UnlockUser = z.infer<typeof UnlockUser>;
export type UnlockedUser = z.infer<typeof UnlockedUser>;
