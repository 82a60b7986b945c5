import { administration } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import { isWithinScope } from '../access/scope.js';
import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { DirectoryAccount } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { People } from './people.js';
import { HISTORY_DAYS, PERSON_READERS, daysBefore } from './person-readers.js';
import type { PersonQuestion, PersonSources } from './person-readers.js';

/** How long a part may take; the others are shown without it. */
const PART_MS = 5_000;

export interface PersonViewParts extends PersonSources {
  people: People;
  clock: Clock;
  logger?: CoreLogger | undefined;
}

/** Who is looked at: as the directory has them, or as the audit knew them last. */
interface Subject {
  identity: Omit<administration.User, 'unavailable'>;
  /** @throws DirectoryUnavailableError while it is away */
  account: () => DirectoryAccount;
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
      return { identity: { principalId, name: known, realm }, account };
    }
  }

  async #view({ identity, account }: Subject): Promise<administration.User> {
    const question: PersonQuestion = {
      principalId: identity.principalId,
      account,
      policy: once(async () => this.#parts.policies.describe(account())),
      now: this.#parts.clock.now(),
    };
    const parts = await Promise.all(
      administration.UserPart.options.map((part) => this.#read(part, question)),
    );
    const view = { ...identity, unavailable: parts.flatMap(({ failed }) => failed ?? []) };
    return Object.assign(view, ...parts.map(({ read }) => read)) as administration.User;
  }

  async #read(
    part: administration.UserPart,
    question: PersonQuestion,
  ): Promise<{
    read?: Partial<administration.User>;
    failed?: administration.User['unavailable'];
  }> {
    try {
      return { read: await inTime(PERSON_READERS[part](this.#parts, question)) };
    } catch (error) {
      const code = codeOf(error);
      this.#parts.logger?.warn('a part of a person cannot be shown', { part, code, error });
      return { failed: [{ part, code }] };
    }
  }
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
  return { identity, account: () => account };
}

/** Asks when it is first asked for, whoever asks, and not again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
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
