import type { PolicySettings, administration } from '@gatehouse/protocol';
import { parseLock } from '@gatehouse/protocol/recovery';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import type { RequiredEnrollments } from '../enrollment/required-enrollments.js';
import type { CredentialStore } from '../factors/credential-store.js';
import type { PolicyAdministration } from '../policy/policy-administration.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import { describeLocks } from './locks.js';
import {
  describeCodes,
  describeFactors,
  describeGrants,
  describeHistory,
  describeState,
  describeWorkstations,
} from './person-parts.js';
import type { PersonRecords } from './person-records.js';

/** How far back the audit is looked at: a month more than the longest locks and kits. */
export const HISTORY_DAYS = 120;
const HISTORY_EVENTS = 20;
/** What brought about a lock that is still there. */
const FAILURE_DAYS = 31;
const MOST_FAILURES = 200;

/** What ends a logon or a self-service, and what ends a lock. */
const HISTORY_TYPES = [
  'logon.granted',
  'logon.denied',
  'logon.cancelled',
  'offline.granted',
  'offline.denied',
  'recovery.granted',
  'recovery.failed',
  'self-service.denied',
  'password.reset',
  'password.changed',
  'principal.unlocked',
];

/** Where the parts of a view are read. */
export interface PersonSources {
  directory: Directory;
  records: PersonRecords;
  policies: Pick<PolicyAdministration, 'describe'>;
  credentials: Pick<CredentialStore, 'list'>;
  recoveryLocks: Pick<RecoveryLockStore, 'find'>;
  requiredEnrollments: Pick<RequiredEnrollments, 'missing'>;
}

/** Who is looked at, as of now. */
export interface PersonQuestion {
  principalId: string;
  /** @throws DirectoryUnavailableError while it is away */
  account: () => DirectoryAccount;
  /** Asked once for all parts. @throws DirectoryUnavailableError */
  policy: () => ReturnType<PolicyAdministration['describe']>;
  now: Date;
}

type Part = Partial<administration.User>;

/** Reads one part. Whatever it throws keeps nobody from the others. */
export type PersonReader = (sources: PersonSources, question: PersonQuestion) => Promise<Part>;

/** In the order of the page. */
export const PERSON_READERS: Record<administration.UserPart, PersonReader> = {
  directory: async ({ directory }, { account }) => ({
    directory: describeState(await directory.state(account())),
  }),
  groups: async ({ directory }, { account }) => ({
    groups: (await directory.groups(account())).map(({ name }) => name),
  }),
  policy: readPolicy,
  locks: readLocks,
  factors: readFactors,
  answers: readAnswers,
  enrollment: readEnrollment,
  workstations: readWorkstations,
  'reset-grants': async ({ records }, { principalId, now }) => ({
    resetGrants: describeGrants(await records.resetGrants(principalId, now)),
  }),
  history: async ({ records }, { principalId, now }) => {
    const [types, since] = [HISTORY_TYPES, daysBefore(now, HISTORY_DAYS)];
    const events = await records.events(principalId, { types, since, limit: HISTORY_EVENTS });
    return { history: describeHistory(events) };
  },
};

export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

async function settingsOf({ policy }: PersonQuestion): Promise<PolicySettings> {
  return (await policy()).policy.settings;
}

async function readPolicy(_sources: PersonSources, question: PersonQuestion): Promise<Part> {
  const { policy, differing } = await question.policy();
  const { name, version, settings } = policy;
  return {
    policy: { name, ...(version === undefined ? {} : { version }), settings, differing },
  };
}

async function readLocks({ records }: PersonSources, question: PersonQuestion): Promise<Part> {
  const { principalId, now } = question;
  const recently = daysBefore(now, FAILURE_DAYS);
  const [{ lockout }, counters, locks, failures] = await Promise.all([
    settingsOf(question),
    records.counters(principalId, now),
    records.locks(principalId, daysBefore(now, HISTORY_DAYS)),
    records.events(principalId, { failures: true, since: recently, limit: MOST_FAILURES }),
  ]);
  return describeLocks(counters, lockout, { locks, failures });
}

async function readFactors(
  { records }: PersonSources,
  { principalId, now }: PersonQuestion,
): Promise<Part> {
  const [factors, codes, proven] = await Promise.all([
    records.factors(principalId),
    records.recoveryCodes(principalId),
    records.lastProven(principalId, daysBefore(now, HISTORY_DAYS)),
  ]);
  return { ...describeFactors(factors, proven), ...describeCodes(codes, proven) };
}

/** The lock says how many questions there are to whoever has it; which ones, nobody needs to know here. */
async function readAnswers(
  { recoveryLocks }: PersonSources,
  { principalId }: PersonQuestion,
): Promise<Part> {
  const stored = await recoveryLocks.find(principalId);
  if (stored === undefined) return { answers: { enrolled: false } };
  const { mandatory, optional } = parseLock(stored.lock).header;
  const questions = mandatory.length + optional.length;
  return { answers: { enrolled: true, enrolledAt: stored.enrolledAt.toISOString(), questions } };
}

async function readEnrollment(
  { records, credentials, requiredEnrollments }: PersonSources,
  question: PersonQuestion,
): Promise<Part> {
  const { principalId } = question;
  const [{ postponed, idleSince }, own, settings] = await Promise.all([
    records.enrollment(principalId),
    credentials.list(principalId),
    settingsOf(question),
  ]);
  const missing = await requiredEnrollments.missing({ principalId, credentials: own }, settings);
  return {
    enrollment: {
      missing: missing.map(({ what }) => what),
      postponed,
      ...(idleSince === undefined ? {} : { idleSince: idleSince.toISOString() }),
    },
  };
}

/** Without the policy they are shown all the same, but for when older kits expire. */
async function readWorkstations(
  { records }: PersonSources,
  question: PersonQuestion,
): Promise<Part> {
  const { principalId, now } = question;
  const [used, desktop] = await Promise.all([
    records.workstations(principalId, daysBefore(now, HISTORY_DAYS), now),
    settingsOf(question).then(
      (settings) => settings.desktop,
      () => undefined,
    ),
  ]);
  return { workstations: describeWorkstations(used, desktop, now) };
}
