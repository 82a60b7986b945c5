import type { administration } from '@gatehouse/protocol';
import { parseLock } from '@gatehouse/protocol/recovery';

import type { Operator } from '../access/operator.js';
import { isWithinScope } from '../access/scope.js';
import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Directory, DirectoryAccount } from '../directory/directory.js';
import type { RequiredEnrollments } from '../enrollment/required-enrollments.js';
import { ApplicationError } from '../errors/application-error.js';
import type { CredentialStore } from '../factors/credential-store.js';
import type { PolicyAdministration } from '../policy/policy-administration.js';
import type { RecoveryLockStore } from '../recovery/recovery-lock-store.js';
import { describeLocks } from './locks.js';
import type { People } from './people.js';
import {
  describeFactors,
  describeGrants,
  describeHistory,
  describeState,
  describeWorkstations,
} from './person-parts.js';
import type { PersonRecords } from './person-records.js';

const DAY_MS = 86_400_000;

/** How far back the audit is looked at: a month more than the longest locks and kits. */
const HISTORY_DAYS = 120;
const HISTORY_EVENTS = 20;
/** How long a part may take; the others are shown without it. */
const PART_MS = 5_000;

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
/** What brought about a lock that is still there. */
const FAILURE_DAYS = 31;
const MOST_FAILURES = 200;

export interface PersonViewParts {
  directory: Directory;
  people: People;
  records: PersonRecords;
  policies: Pick<PolicyAdministration, 'describe'>;
  credentials: Pick<CredentialStore, 'list'>;
  recoveryLocks: Pick<RecoveryLockStore, 'find'>;
  requiredEnrollments: Pick<RequiredEnrollments, 'missing'>;
  clock: Clock;
  logger?: CoreLogger | undefined;
}

type Part = Partial<administration.User>;

/** Who is looked at: as the directory has them, or as the audit knew them last. */
interface Subject {
  identity: Omit<administration.User, 'unavailable'>;
  principalId: string;
  /** @throws DirectoryUnavailableError while it is away */
  account(): DirectoryAccount;
}

/** All that there is of a person, each part read for itself and at the same time as the others. */
export class PersonView {
  readonly #parts: PersonViewParts;

  constructor(parts: PersonViewParts) {
    this.#parts = parts;
  }

  /**
   * @param name as people type it, or the id of a principal
   * @throws ApplicationError `principal.unknown`, also for whoever is outside of the operator's scope
   * @throws DirectoryUnavailableError when it is away and the audit does not know whom the name means either
   */
  async show(name: string, operator: Pick<Operator, 'scope'>): Promise<administration.User> {
    return this.#view(await this.#identify(name, operator));
  }

  /** Of an account that is known already. */
  showAccount(account: DirectoryAccount): Promise<administration.User> {
    return this.#view(subjectOf(account));
  }

  async #identify(name: string, operator: Pick<Operator, 'scope'>): Promise<Subject> {
    const { people, records, clock } = this.#parts;
    try {
      return subjectOf(await people.require(name, operator));
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      // Locks, factors and the history are here: they are worth more than nothing while the directory is away.
      const person = await records.remember(name, daysBefore(clock.now(), HISTORY_DAYS));
      if (person === undefined) throw error;
      const { principalId, name: known } = person;
      const realm = principalId.slice(0, Math.max(0, principalId.indexOf('/')));
      // Nobody knows now in which OU they are.
      if (!isWithinScope(operator.scope, { realm })) throw error;
      const account = () => {
        throw error;
      };
      return { identity: { principalId, name: known, realm }, principalId, account };
    }
  }

  async #view({ identity, principalId, account }: Subject): Promise<administration.User> {
    const { directory, records, policies, credentials, recoveryLocks, clock } = this.#parts;
    const now = clock.now();
    const since = daysBefore(now, HISTORY_DAYS);
    const described = later(async () => policies.describe(account()));
    const settings = async () => (await described()).policy.settings;

    const readers: [administration.UserPart, () => Promise<Part>][] = [
      ['directory', async () => ({ directory: describeState(await directory.state(account())) })],
      [
        'groups',
        async () => ({ groups: (await directory.groups(account())).map((group) => group.name) }),
      ],
      [
        'policy',
        async () => {
          const { policy, differing } = await described();
          const { name, version, settings: all } = policy;
          return {
            policy: {
              name,
              ...(version === undefined ? {} : { version }),
              settings: all,
              differing,
            },
          };
        },
      ],
      [
        'locks',
        async () => {
          const [{ lockout }, counters, locks, failures] = await Promise.all([
            settings(),
            records.counters(principalId, now),
            records.locks(principalId, since),
            records.events(principalId, {
              failures: true,
              since: daysBefore(now, FAILURE_DAYS),
              limit: MOST_FAILURES,
            }),
          ]);
          return describeLocks(counters, lockout, { locks, failures });
        },
      ],
      [
        'factors',
        async () => {
          const factors = await records.factors(principalId);
          const methods = [...new Set(factors.map(({ method }) => method))];
          return describeFactors(factors, await records.lastProven(principalId, methods, since));
        },
      ],
      [
        'answers',
        async () => {
          const stored = await recoveryLocks.find(principalId);
          if (stored === undefined) return { answers: { enrolled: false } };
          const { mandatory, optional } = parseLock(stored.lock).header;
          const questions = mandatory.length + optional.length;
          const enrolledAt = stored.enrolledAt.toISOString();
          return { answers: { enrolled: true, enrolledAt, questions } };
        },
      ],
      [
        'enrollment',
        async () => {
          const [{ postponed, idleSince }, own, wanted] = await Promise.all([
            records.enrollment(principalId),
            credentials.list(principalId),
            settings(),
          ]);
          const subject = { principalId, credentials: own };
          const missing = await this.#parts.requiredEnrollments.missing(subject, wanted);
          return {
            enrollment: {
              missing: missing.map(({ what }) => what),
              postponed,
              ...(idleSince === undefined ? {} : { idleSince: idleSince.toISOString() }),
            },
          };
        },
      ],
      [
        'workstations',
        async () => {
          // Without the policy they are shown all the same.
          const [used, desktop] = await Promise.all([
            records.workstations(principalId, since),
            settings().then(
              (all) => all.desktop,
              () => undefined,
            ),
          ]);
          return { workstations: describeWorkstations(used, desktop, now) };
        },
      ],
      [
        'reset-grants',
        async () => ({ resetGrants: describeGrants(await records.resetGrants(principalId, now)) }),
      ],
      [
        'history',
        async () => {
          const types = HISTORY_TYPES;
          const events = await records.events(principalId, { types, since, limit: HISTORY_EVENTS });
          return { history: describeHistory(events) };
        },
      ],
    ];
    const unavailable: administration.User['unavailable'] = [];
    const parts = await Promise.all(
      readers.map(async ([part, read]) => {
        try {
          return await inTime(read());
        } catch (error) {
          const code = codeOf(error);
          this.#parts.logger?.warn('a part of a person cannot be shown', { part, code, error });
          unavailable.push({ part, code });
          return {};
        }
      }),
    );
    const order = readers.map(([part]) => part);
    unavailable.sort((one, other) => order.indexOf(one.part) - order.indexOf(other.part));
    return Object.assign({ ...identity, unavailable }, ...parts) as administration.User;
  }
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

function subjectOf(account: DirectoryAccount): Subject {
  const { principalId, samAccountName: name, realm, sid, netbiosDomain } = account;
  const { displayName, userPrincipalName, distinguishedName, mail } = account;
  const identity = {
    ...{ principalId, name, realm, sid, netbiosDomain },
    ...(displayName === undefined ? {} : { displayName }),
    ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
    ...(distinguishedName === undefined ? {} : { distinguishedName }),
    ...(mail === undefined ? {} : { mail }),
  };
  return { identity, principalId, account: () => account };
}

/** Asks once, when it is first asked for, whoever asks. */
function later<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

/** @throws ApplicationError `server.unavailable` when it takes too long; what it comes to later is not looked at */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ApplicationError('server.unavailable')), PART_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): administration.User['unavailable'][number]['code'] {
  if (error instanceof ApplicationError) return error.code;
  return error instanceof DirectoryUnavailableError
    ? 'directory.unavailable'
    : 'server.unavailable';
}
