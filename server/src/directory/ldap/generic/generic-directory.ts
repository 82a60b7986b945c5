import type { administration } from '@gatehouse/protocol';
import { Attribute, Change, ResultCodeError } from 'ldapts';
import type { Entry, Filter } from 'ldapts';

import { Deadline } from '../../deadline.js';
import { silentDirectoryLog } from '../../directory-log.js';
import type { DirectoryLog } from '../../directory-log.js';
import { DirectoryUnavailableError, isWrong } from '../../directory.js';
import type {
  Directory,
  DirectoryAccount,
  DirectoryGroup,
  DirectoryListing,
  DirectoryLockout,
  DirectoryMatches,
  DirectorySearch,
  DirectoryState,
  PasswordCheck,
  PasswordOutcome,
} from '../../directory.js';
import type { PasswordRules } from '../../password-rules.js';
import { parsePrincipalName } from '../../principal-name.js';
import { requireRealm } from '../../require-realm.js';
import { parseSearchText } from '../../search-text.js';
import { asUnavailable, failureCode } from '../directory-failure.js';
import { dnsDomainOf, isUnder } from '../distinguished-name.js';
import { orNothing } from '../domain-password-check.js';
import { text } from '../entry.js';
import { hostsOf } from '../hosts-of.js';
import type { LdapConnection } from '../ldap-connection.js';
import { testLdapDirectory } from '../ldap-directory-test.js';
import type { LdapHosts } from '../ldap-hosts.js';
import type { Search } from '../password-policy.js';
import { decodeUtf8, refusedUnsent } from '../password-text.js';
import { searchPeople } from '../search-people.js';
import { DEFAULT_ATTRIBUTES, GENERIC_DIRECTORY_DEFAULTS } from './generic-directory-options.js';
import type { GenericDirectoryOptions } from './generic-directory-options.js';
import { readGroupMembers } from './group-members.js';
import { readNestedGroups } from './nested-groups.js';
import { PASSWORD_MODIFY_OID, passwordModifyValue, readModifyRefusal } from './password-modify.js';
import {
  PERSON_SIZE_LIMIT,
  POLICY_STATE,
  anyPersonFilter,
  foldIgnoringCase,
  idOf,
  personAttributes,
  personFilter,
  personWithIdFilter,
  peopleNamedFilter,
  readPerson,
  searchFilter,
} from './people.js';
import type { PeopleFacts } from './people.js';
import { PersonPasswordCheck, bindOnce } from './person-password-check.js';
import { POLICY_ATTRIBUTES, readRules, readState } from './ppolicy.js';

type Options = Required<Omit<GenericDirectoryOptions, 'passwordPolicyDn'>> &
  Pick<GenericDirectoryOptions, 'passwordPolicyDn'>;

/** LDAP's noSuchAttribute (RFC 4511, appendix A.1): it was not locked after all. */
const NO_SUCH_ATTRIBUTE = 16;
const INSUFFICIENT_ACCESS_RIGHTS = 50;

/**
 * A directory of RFC 4519 (OpenLDAP and its kin), always within TLS. Its people have no Windows accounts. Where the server
 * keeps a password policy (ppolicy), its state is read; where it keeps none, nothing is missing.
 */
export class GenericDirectory implements Directory {
  readonly realm: string;
  readonly #options: Options;
  readonly #facts: PeopleFacts;
  readonly #hosts: LdapHosts;
  readonly #check: PersonPasswordCheck;
  readonly #log: DirectoryLog;

  /** Connects when first used. @throws TypeError when an option cannot be meant */
  constructor(options: GenericDirectoryOptions) {
    const realm = (options.realm ?? dnsDomainOf(options.baseDn)).toLowerCase();
    if (realm === '') throw new TypeError('the base DN must end in DC=…, or a realm be named');
    const netbiosName = options.netbiosName ?? realm;
    const attributes = { ...DEFAULT_ATTRIBUTES, ...options.attributes };
    const groupBaseDn = options.groupBaseDn ?? options.baseDn;
    const complete = { ...GENERIC_DIRECTORY_DEFAULTS, log: silentDirectoryLog, ...options };
    this.#options = { ...complete, realm, netbiosName, attributes, groupBaseDn };
    this.realm = realm;
    this.#log = this.#options.log;
    this.#facts = { ...this.#options, attributes };
    this.#hosts = hostsOf(this.#options);
    this.#check = new PersonPasswordCheck(this.#hosts, this.#facts, options.baseDn);
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    const name = parsePrincipalName(typed);
    const filter = name && personFilter(name, this.#facts);
    if (name === undefined || filter === undefined) return undefined;
    const { baseDn } = this.#options;
    if (name.form === 'dn' && !isUnder(name.dn, baseDn)) return undefined;
    return this.#bounded('finding a person', async (deadline) => {
      const search = this.#searchWithin(deadline);
      const options = {
        filter,
        attributes: personAttributes(this.#facts),
        sizeLimit: PERSON_SIZE_LIMIT,
      };
      const entries =
        name.form === 'dn'
          ? await orNothing(search)(name.dn, { ...options, scope: 'base' })
          : await search(baseDn, { ...options, scope: 'sub' });
      const [entry, another] = entries;
      return entry && another === undefined ? readPerson(entry, this.#facts) : undefined;
    });
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    const id = idOf(principalId, this.realm);
    if (id === undefined) return undefined;
    return this.#bounded('finding a person by id', async (deadline) => {
      const entry = await this.#entryOf(id, personAttributes(this.#facts), deadline);
      return entry && readPerson(entry, this.#facts);
    });
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    // RFC 4513 5.1.2: a bind with a name and no password succeeds without proving anything (R26).
    if (password.length === 0) return 'wrong';
    return this.#bounded('checking a password', (deadline) =>
      this.#check.verify(account, password, deadline),
    );
  }

  async groups(account: DirectoryAccount): Promise<DirectoryGroup[]> {
    return this.#bounded('reading groups', async (deadline) => {
      const { memberOf } = this.#facts.attributes;
      const entry = await this.#requireEntry(account, [memberOf], deadline);
      const { groupBaseDn, groupLevels: levels } = this.#options;
      const person = {
        dn: entry.dn,
        name: account.samAccountName,
        memberOf: texts(entry, memberOf),
      };
      const search = this.#searchWithin(deadline);
      return readNestedGroups(search, person, { groupBaseDn, levels });
    });
  }

  async list({ limit, group }: { limit: number; group?: string }): Promise<DirectoryListing> {
    return this.#bounded('listing people', async (deadline) => {
      const search = this.#searchWithin(deadline);
      const attributes = personAttributes(this.#facts);
      const people = async (filter: Filter) =>
        search(this.#options.baseDn, { scope: 'sub', filter, attributes, sizeLimit: limit + 1 });
      if (group === undefined)
        return this.#listing(await people(anyPersonFilter(this.#facts)), limit);
      const { groupBaseDn, groupLevels: levels } = this.#options;
      const within = { groupBaseDn, levels, attributes, limit };
      const members = await readGroupMembers(search, group, within);
      if (members === undefined) return { accounts: [], more: false };
      const { entries, names, more } = members;
      const named = names.slice(0, limit + 1);
      const posix = named.length === 0 ? [] : await people(peopleNamedFilter(named, this.#facts));
      const listing = this.#listing([...entries, ...posix], limit);
      return { ...listing, more: listing.more || more };
    });
  }

  #isPerson(entry: Entry): boolean {
    const { id, name } = this.#facts.attributes;
    return text(entry, id) !== undefined && text(entry, name) !== undefined;
  }

  /** Each person once; what is no person (a device in a group) is left out. */
  #listing(entries: readonly Entry[], limit: number): DirectoryListing {
    const people = entries.filter((entry) => this.#isPerson(entry));
    const distinct = [...new Map(people.map((entry) => [entry.dn.toLowerCase(), entry])).values()];
    const accounts = distinct.slice(0, limit).map((entry) => readPerson(entry, this.#facts));
    return { accounts, more: distinct.length > limit };
  }

  async search(search: DirectorySearch): Promise<DirectoryMatches> {
    const text = parseSearchText(search.text);
    const filter = text && searchFilter(text, this.#facts);
    if (filter === undefined) return { accounts: [], more: false, away: [] };
    return this.#bounded('searching people', (deadline) =>
      searchPeople(search, {
        ...{ realm: this.realm, baseDn: this.#options.baseDn, filter },
        attributes: personAttributes(this.#facts),
        search: this.#searchWithin(deadline),
        read: (entry) => (this.#isPerson(entry) ? readPerson(entry, this.#facts) : undefined),
      }),
    );
  }

  async state(account: DirectoryAccount): Promise<DirectoryState> {
    return this.#bounded('reading the state of an account', async (deadline) => {
      const entry = await this.#requireEntry(account, POLICY_STATE, deadline);
      return readState(entry, await this.#readPolicy(entry, deadline), new Date());
    });
  }

  async lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined> {
    return (await this.state(account)).lockout;
  }

  async passwordRules(account: DirectoryAccount): Promise<PasswordRules> {
    return this.#bounded('reading the rules for passwords', async (deadline) => {
      const entry = await this.#requireEntry(account, POLICY_STATE, deadline);
      return readRules(await this.#readPolicy(entry, deadline));
    });
  }

  async resetPassword(
    account: DirectoryAccount,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome> {
    const broken = refusedUnsent(newPassword);
    if (broken !== undefined) return broken;
    return this.#bounded('resetting a password', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      // A new password ends the lock of ppolicy in the same write.
      const outcome = await this.#hosts.write(deadline, (connection) =>
        modifyOnce(connection, { dn, newPassword }, deadline),
      );
      return outcome.outcome === 'wrong' ? { outcome: 'rejected', rule: 'other' } : outcome;
    });
  }

  async changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }> {
    const old = decodeUtf8(oldPassword);
    if (old === undefined || old === '') return { outcome: 'wrong' };
    const broken = refusedUnsent(newPassword);
    if (broken !== undefined) return broken;
    return this.#bounded('changing a password', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      return this.#hosts.write(deadline, async (connection) => {
        const request = { dn, oldPassword, newPassword };
        const check = await bindOnce(connection, dn, old, deadline);
        if (isWrong(check)) return { outcome: 'wrong' };
        // Who must not bind any more has the service account ask, which names the old password just the same.
        if (check === 'password-expired') {
          await connection.bind(this.#options.bindDn, this.#options.password, deadline);
        }
        const outcome = await modifyOnce(connection, request, deadline);
        // It was right a moment ago: the server does not let this account compare it.
        return outcome.outcome === 'wrong' ? { outcome: 'forbidden' } : outcome;
      });
    });
  }

  async unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'> {
    return this.#bounded('unlocking an account', async (deadline) => {
      const entry = await this.#requireEntry(account, POLICY_STATE, deadline);
      if (text(entry, 'pwdAccountLockedTime') === undefined) return 'unlocked';
      const type = 'pwdAccountLockedTime';
      const change = new Change({ operation: 'delete', modification: new Attribute({ type }) });
      return this.#hosts.write(deadline, async (connection) => {
        try {
          await connection.modify(entry.dn, [change], deadline);
          return 'unlocked';
        } catch (error) {
          if (!(error instanceof ResultCodeError)) throw error;
          if (error.code === NO_SUCH_ATTRIBUTE) return 'unlocked';
          if (error.code === INSUFFICIENT_ACCESS_RIGHTS) return 'forbidden';
          throw error;
        }
      });
    });
  }

  realmOf(): string {
    return this.realm;
  }

  fold(name: string): string {
    return foldIgnoringCase(name);
  }

  async probe(): Promise<void> {
    await this.#bounded('probing', (deadline) =>
      this.#hosts.read(deadline, (connection, share) => connection.requireAlive(share)),
    );
  }

  async test(realm?: string): Promise<administration.DirectoryTest> {
    requireRealm(realm, [this.realm]);
    const { baseDn } = this.#options;
    return testLdapDirectory(this.#options, async (connection, step, deadline) => {
      await step('search', async () => {
        const options = {
          filter: anyPersonFilter(this.#facts),
          attributes: personAttributes(this.#facts),
          sizeLimit: 1,
        };
        const [person] = await connection.search(baseDn, { scope: 'sub', ...options }, deadline);
        if (person === undefined) throw new Error('no person is visible under the base DN');
        readPerson(person, this.#facts);
        return [undefined, `people are visible under ${baseDn}`];
      });
    });
  }

  close(): Promise<void> {
    this.#hosts.close();
    return Promise.resolve();
  }

  /** One budget for a call, and one kind of error. */
  async #bounded<T>(what: string, call: (deadline: Deadline) => Promise<T>): Promise<T> {
    try {
      return await call(new Deadline(this.#options.timeoutMs));
    } catch (error) {
      this.#log.warn('the directory is unavailable', {
        what,
        realm: this.realm,
        code: failureCode(error),
        reason: error instanceof DirectoryUnavailableError ? error.message : '',
      });
      throw asUnavailable(what, error);
    }
  }

  #searchWithin(deadline: Deadline): Search {
    return (base, options) =>
      this.#hosts.read(deadline, (connection, share) => connection.search(base, options, share));
  }

  async #entryOf(
    id: string,
    attributes: readonly string[],
    deadline: Deadline,
  ): Promise<Entry | undefined> {
    const [entry] = await this.#searchWithin(deadline)(this.#options.baseDn, {
      scope: 'sub',
      filter: personWithIdFilter(id, this.#facts),
      attributes: [this.#facts.attributes.id, ...attributes],
      sizeLimit: 1,
    });
    return entry;
  }

  /**
   * The entry that is this account and no other one, wherever it was moved to (R29).
   *
   * @throws DirectoryUnavailableError when it is gone
   */
  async #requireEntry(
    { principalId }: DirectoryAccount,
    attributes: readonly string[],
    deadline: Deadline,
  ): Promise<Entry> {
    const id = idOf(principalId, this.realm);
    const entry = id && (await this.#entryOf(id, attributes, deadline));
    if (entry === undefined || entry === '') {
      throw new DirectoryUnavailableError('the account is gone');
    }
    return entry;
  }

  async #readPolicy(entry: Entry, deadline: Deadline): Promise<Entry | undefined> {
    const dn = text(entry, 'pwdPolicySubentry') ?? this.#options.passwordPolicyDn;
    if (dn === undefined) return undefined;
    const search = orNothing(this.#searchWithin(deadline));
    const [policy] = await search(dn, { scope: 'base', attributes: POLICY_ATTRIBUTES });
    return policy;
  }
}

/** Sends one request, wipes it, and says what the server thought of it. @throws what else goes wrong */
async function modifyOnce(
  connection: LdapConnection,
  request: Parameters<typeof passwordModifyValue>[0],
  deadline: Deadline,
): Promise<PasswordOutcome | { outcome: 'wrong' }> {
  const value = passwordModifyValue(request);
  try {
    await connection.extended(PASSWORD_MODIFY_OID, value, deadline);
    return { outcome: 'accepted' };
  } catch (error) {
    const refusal = error instanceof ResultCodeError ? readModifyRefusal(error) : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  } finally {
    value.fill(0);
  }
}

/** All values of an attribute as texts. */
function texts(entry: Entry, attribute: string): string[] {
  return [entry[attribute]]
    .flat()
    .filter((value) => typeof value === 'string' && value !== '') as string[];
}
