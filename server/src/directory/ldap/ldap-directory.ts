import type { administration } from '@gatehouse/protocol';
import type { Entry, SearchOptions } from 'ldapts';

import { Deadline } from '../deadline.js';
import { silentDirectoryLog } from '../directory-log.js';
import { DirectoryUnavailableError } from '../directory.js';
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
} from '../directory.js';
import type { PasswordRules } from '../password-rules.js';
import { foldWidely, parsePrincipalName } from '../principal-name.js';
import { requireRealm } from '../require-realm.js';
import { parseSearchText } from '../search-text.js';
import { STATE_ATTRIBUTES, readState } from './account-state.js';
import {
  BINARY_ATTRIBUTES,
  DIRECT_GROUP_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  USER_ATTRIBUTES,
  USER_SIZE_LIMIT,
  anyUserFilter,
  chooseUser,
  groupsFilter,
  memberFilter,
  namedGroupFilter,
  nestedGroupFilter,
  readAccount,
  readDirectGroups,
  readGroup,
  readTokenGroups,
  searchFilter,
  userFilter,
  userWithGuidFilter,
} from './active-directory.js';
import { asUnavailable, failureCode } from './directory-failure.js';
import { dnsDomainOf, domainDnOf, isUnder } from './distinguished-name.js';
import { readDomainFacts } from './domain-facts.js';
import type { DomainFacts } from './domain-facts.js';
import { DomainPasswordCheck, orNothing } from './domain-password-check.js';
import { binary } from './entry.js';
import { hostsOf } from './hosts-of.js';
import type { LdapConnection } from './ldap-connection.js';
import { LDAP_DIRECTORY_DEFAULTS } from './ldap-directory-options.js';
import type { LdapDirectoryOptions } from './ldap-directory-options.js';
import { testLdapDirectory } from './ldap-directory-test.js';
import type { LdapHosts } from './ldap-hosts.js';
import { GUARD_ATTRIBUTES, LockoutGuard } from './lockout-guard.js';
import { formatObjectGuid, parseObjectGuid } from './object-guid.js';
import { readPasswordPolicy } from './password-policy.js';
import type { PasswordPolicy } from './password-policy.js';
import { refusedUnsent } from './password-text.js';
import { PasswordWriter } from './password-writer.js';
import { searchPeople } from './search-people.js';

/** SIDs in one search for groups: well under the size of a filter that a domain controller accepts. */
const GROUPS_PER_SEARCH = 100;

/** Groups within a listed one that are looked at as primary groups: there is hardly ever one. */
const MAX_NESTED_GROUPS = 200;

// One file, a little longer than others: every question of the port to one connection pool, and nothing that another dialect asks
// as well; how each is asked and read stands in the files beside it.

/** Active Directory over LDAP, always within TLS. */
export class LdapDirectory implements Directory {
  readonly realm: string;
  readonly #options: Required<LdapDirectoryOptions>;
  readonly #hosts: LdapHosts;
  readonly #guard: LockoutGuard;
  readonly #check: DomainPasswordCheck;
  readonly #passwords: PasswordWriter;
  #facts: DomainFacts | undefined;

  /** Connects when first used. @throws TypeError when an option cannot be meant */
  constructor(options: LdapDirectoryOptions) {
    const realm = (options.realm ?? dnsDomainOf(options.baseDn)).toLowerCase();
    this.#options = { log: silentDirectoryLog, ...LDAP_DIRECTORY_DEFAULTS, ...options, realm };
    this.realm = realm;
    const domainDn = domainDnOf(options.baseDn);
    if (domainDn === '') throw new TypeError('the base DN must end in DC=…');
    this.#hosts = hostsOf(this.#options);
    const { lockoutMargin: margin, queueLimit } = this.#options;
    const unreadable = () => this.#warnUnreadableSettings();
    this.#guard = new LockoutGuard({ margin, unreadable });
    this.#check = new DomainPasswordCheck({
      hosts: this.#hosts,
      guard: this.#guard,
      queueLimit,
      domainDn,
    });
    this.#passwords = new PasswordWriter(this.#hosts);
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    const name = parsePrincipalName(typed);
    if (name === undefined) return undefined;
    return this.#bounded('finding a user', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const filter = userFilter(name, facts, this.#options.findByMail);
      if (filter === undefined) return undefined;
      const { baseDn } = this.#options;
      if (name.form === 'dn' && !isUnder(name.dn, baseDn)) return undefined;
      const options = { filter, attributes: USER_ATTRIBUTES, sizeLimit: USER_SIZE_LIMIT };
      const entries =
        name.form === 'dn'
          ? await orNothing((base, asked) => this.#search(base, deadline, asked))(name.dn, {
              ...options,
              scope: 'base',
            })
          : await this.#search(baseDn, deadline, options);
      const entry = chooseUser(entries, name, facts);
      return entry && readAccount(entry, facts, this.realm);
    });
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    return this.#bounded('finding a user by id', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const guid = parseObjectGuid(principalId.slice(this.realm.length + 1));
      if (guid === undefined || !principalId.startsWith(`${this.realm}/`)) return undefined;
      // Under the base DN like every search: `<GUID=…>` would name any object of the forest.
      const [entry] = await this.#search(this.#options.baseDn, deadline, {
        filter: userWithGuidFilter(guid),
        attributes: USER_ATTRIBUTES,
        sizeLimit: 1,
      });
      return entry && readAccount(entry, facts, this.realm);
    });
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
    typed?: string,
  ): Promise<PasswordCheck> {
    // RFC 4513 5.1.2: a bind with a name and no password succeeds without proving anything (R26).
    if (password.length === 0) return 'wrong';
    const key = account?.principalId ?? (typed && this.fold(typed));
    return this.#bounded('checking a password', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      return this.#check.verify({ account, key, facts }, password, deadline);
    });
  }

  async groups(account: DirectoryAccount): Promise<DirectoryGroup[]> {
    return this.#bounded('reading groups', async (deadline) => {
      const [user] = await this.#search(`<SID=${account.sid}>`, deadline, {
        scope: 'base',
        attributes: ['tokenGroups', ...DIRECT_GROUP_ATTRIBUTES],
      });
      const sids = user === undefined ? [] : readTokenGroups(user);
      // Everybody has a primary group: none at all means that the service account may not read them, and a policy
      // for a group must not be lost that way.
      if (sids.length === 0) {
        throw new DirectoryUnavailableError('the service account cannot read tokenGroups');
      }
      const groups: DirectoryGroup[] = [];
      for (let i = 0; i < sids.length; i += GROUPS_PER_SEARCH) {
        const chunk = sids.slice(i, i + GROUPS_PER_SEARCH);
        groups.push(...(await this.#nameGroups(chunk, readDirectGroups(user), deadline)));
      }
      return groups;
    });
  }

  async list({ limit, group }: { limit: number; group?: string }): Promise<DirectoryListing> {
    return this.#bounded('listing users', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const [found] =
        group === undefined
          ? []
          : await this.#search(facts.domainDn, deadline, {
              filter: namedGroupFilter(group),
              attributes: GROUP_ATTRIBUTES,
              sizeLimit: 1,
            });
      if (group !== undefined && found === undefined) return { accounts: [], more: false };
      const nested =
        found === undefined
          ? []
          : await this.#search(facts.domainDn, deadline, {
              filter: nestedGroupFilter(found.dn),
              attributes: GROUP_ATTRIBUTES,
              sizeLimit: MAX_NESTED_GROUPS,
            });
      const entries = await this.#search(this.#options.baseDn, deadline, {
        filter: found === undefined ? anyUserFilter() : memberFilter(found.dn, [found, ...nested]),
        attributes: USER_ATTRIBUTES,
        sizeLimit: limit + 1,
      });
      const accounts = entries
        .slice(0, limit)
        .map((entry) => readAccount(entry, facts, this.realm));
      return { accounts, more: entries.length > limit };
    });
  }

  async search(search: DirectorySearch): Promise<DirectoryMatches> {
    const text = parseSearchText(search.text);
    const filter = text && searchFilter(text);
    if (filter === undefined) return { accounts: [], more: false, away: [] };
    return this.#bounded('searching people', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const { baseDn } = this.#options;
      return searchPeople(search, {
        ...{ realm: this.realm, baseDn, filter, attributes: USER_ATTRIBUTES },
        search: (base, options) => this.#search(base, deadline, options),
        read: (entry) => readAccount(entry, facts, this.realm),
      });
    });
  }

  async state(account: DirectoryAccount): Promise<DirectoryState> {
    return this.#bounded('reading the state of an account', async (deadline) => {
      const entry = await this.#requireEntry(account, STATE_ATTRIBUTES, deadline);
      const { lockout, ...state } = readState(entry, undefined);
      if (lockout === undefined) return state;
      return readState(entry, (await this.#readPolicy(entry.dn, deadline)).lockoutMs);
    });
  }

  async lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined> {
    return (await this.state(account)).lockout;
  }

  async passwordRules(account: DirectoryAccount): Promise<PasswordRules> {
    return this.#bounded('reading the rules for passwords', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      const { lockoutMs: _, ...rules } = await this.#readPolicy(dn, deadline);
      return rules;
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
      return this.#passwords.reset(dn, newPassword, deadline);
    });
  }

  async changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }> {
    if (refusedUnsent(oldPassword) !== undefined) return { outcome: 'wrong' };
    const broken = refusedUnsent(newPassword);
    if (broken !== undefined) return broken;
    return this.#bounded('changing a password', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      const { domainDn } = await this.#readFacts(deadline);
      const isNear = (connection: LdapConnection) =>
        this.#isNearLockout(connection, dn, domainDn, deadline);
      return this.#passwords.change({ dn, isNear }, oldPassword, newPassword, deadline);
    });
  }

  async unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'> {
    return this.#bounded('unlocking an account', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      return this.#passwords.unlock(dn, deadline);
    });
  }

  realmOf(): string {
    return this.realm;
  }

  fold(name: string): string {
    return foldWidely(name);
  }

  async probe(): Promise<void> {
    await this.#bounded('probing', async (deadline) => {
      await this.#readFacts(deadline);
      await this.#search('', deadline, { scope: 'base', attributes: ['currentTime'] });
    });
  }

  async test(realm?: string): Promise<administration.DirectoryTest> {
    requireRealm(realm, [this.realm]);
    const { baseDn } = this.#options;
    return testLdapDirectory(this.#options, async (connection, step, deadline) => {
      await step('root dse', async () => {
        const facts = await readDomainFacts(connection, baseDn, deadline);
        return [undefined, `${facts.realm}, NetBIOS name ${facts.netbiosDomain}`];
      });
      await step('search', async () => {
        const options = { filter: anyUserFilter(), attributes: ['objectSid'], sizeLimit: 1 };
        const users = await connection.search(baseDn, { scope: 'sub', ...options }, deadline);
        if (users.length === 0) throw new Error('no user is visible under the base DN');
        return [undefined, `users are visible under ${baseDn}`];
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
      this.#options.log.warn('the directory is unavailable', {
        what,
        realm: this.realm,
        code: failureCode(error),
        reason: error instanceof DirectoryUnavailableError ? error.message : '',
      });
      throw asUnavailable(what, error);
    }
  }

  async #readFacts(deadline: Deadline): Promise<DomainFacts> {
    return (this.#facts ??= await this.#hosts.read(deadline, (connection, share) =>
      readDomainFacts(connection, this.#options.baseDn, share),
    ));
  }

  async #search(base: string, deadline: Deadline, options: SearchOptions): Promise<Entry[]> {
    const asked = {
      scope: 'sub',
      explicitBufferAttributes: BINARY_ATTRIBUTES,
      ...options,
    } as const;
    return this.#hosts.read(deadline, (connection, share) => connection.search(base, asked, share));
  }

  /** A wrong old password counts like one of a logon. */
  async #isNearLockout(
    connection: LdapConnection,
    dn: string,
    domainDn: string,
    deadline: Deadline,
  ): Promise<boolean> {
    const search = orNothing((base, options) => connection.search(base, options, deadline));
    const [entry] = await search(dn, { scope: 'base', attributes: GUARD_ATTRIBUTES });
    return entry !== undefined && this.#guard.isNear(entry, search, domainDn);
  }

  /**
   * The entry that is this account and no other one, wherever it was moved to: what is written goes to this name (R29).
   *
   * @throws DirectoryUnavailableError when it is gone
   */
  async #requireEntry(
    account: DirectoryAccount,
    attributes: readonly string[],
    deadline: Deadline,
  ): Promise<Entry> {
    const [entry] = await this.#search(`<SID=${account.sid}>`, deadline, {
      scope: 'base',
      attributes: ['objectGUID', ...attributes],
    });
    const id = entry && `${this.realm}/${formatObjectGuid(binary(entry, 'objectGUID'))}`;
    if (entry === undefined || id !== account.principalId) {
      throw new DirectoryUnavailableError('the account is gone');
    }
    return entry;
  }

  async #readPolicy(userDn: string, deadline: Deadline): Promise<PasswordPolicy> {
    const { domainDn } = await this.#readFacts(deadline);
    const search = orNothing((base, options) => this.#search(base, deadline, options));
    return readPasswordPolicy(search, { userDn, domainDn }, () => this.#warnUnreadableSettings());
  }

  #warnUnreadableSettings(): void {
    this.#options.log.warn('the service account cannot read a password settings object', {
      realm: this.realm,
    });
  }

  async #nameGroups(
    sids: string[],
    direct: (group: Entry) => boolean,
    deadline: Deadline,
  ): Promise<DirectoryGroup[]> {
    const { domainDn } = await this.#readFacts(deadline);
    const entries = await this.#search(domainDn, deadline, {
      filter: groupsFilter(sids),
      attributes: GROUP_ATTRIBUTES,
    });
    const named = new Map(
      entries.map((entry) => {
        const group = readGroup(entry);
        return [group.sid, direct(entry) ? group : { ...group, nested: true }];
      }),
    );
    // Groups of other domains have no name here; their SID still identifies them.
    return sids.map((sid) => named.get(sid) ?? { name: sid, sid });
  }
}
