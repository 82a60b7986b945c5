import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';

import type { administration } from '@gatehouse/protocol';
import { ResultCodeError } from 'ldapts';
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
  PasswordCheck,
  PasswordOutcome,
} from '../directory.js';
import { Pace } from '../pace.js';
import type { PasswordRules } from '../password-rules.js';
import { foldWidely, parsePrincipalName } from '../principal-name.js';
import {
  BINARY_ATTRIBUTES,
  DIRECT_GROUP_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  USER_ATTRIBUTES,
  USER_SIZE_LIMIT,
  WRONG_PASSWORD,
  anyUserFilter,
  bindSubCode,
  chooseUser,
  groupsFilter,
  memberFilter,
  namedGroupFilter,
  readAccount,
  readBindRefusal,
  readDirectGroups,
  readGroup,
  readTokenGroups,
  userFilter,
  userWithGuidFilter,
} from './active-directory.js';
import { ConnectionPool } from './connection-pool.js';
import { asUnavailable, failureCode } from './directory-failure.js';
import { dnsDomainOf, domainDnOf } from './distinguished-name.js';
import { readDomainFacts } from './domain-facts.js';
import type { DomainFacts } from './domain-facts.js';
import { binary } from './entry.js';
import { LdapConnection } from './ldap-connection.js';
import { LDAP_DIRECTORY_DEFAULTS } from './ldap-directory-options.js';
import type { LdapDirectoryOptions } from './ldap-directory-options.js';
import { testLdapDirectory } from './ldap-directory-test.js';
import { formatObjectGuid, parseObjectGuid } from './object-guid.js';
import { LOCKOUT_ATTRIBUTES, lockedAt, readPasswordPolicy } from './password-policy.js';
import type { PasswordPolicy } from './password-policy.js';
import { PasswordWriter } from './password-writer.js';
import { connectTcp, parseLdapUrl, upgradeToTls } from './tls-socket.js';
import type { LdapEndpoint } from './tls-socket.js';

/** After the service account was refused, how long it is not tried again: a typing error must not lock it out. */
const SERVICE_REFUSAL_PAUSE_MS = 10_000;

/** SIDs in one search for groups: well under the size of a filter that a domain controller accepts. */
const GROUPS_PER_SEARCH = 100;

/**
 * Active Directory over LDAP, always within TLS. Searches go over connections that are bound as the service account;
 * passwords are checked by simple binds on connections of their own, which are bound again and again.
 */
export class LdapDirectory implements Directory {
  readonly realm: string;
  readonly #options: Required<LdapDirectoryOptions>;
  readonly #endpoint: LdapEndpoint;
  readonly #searches: ConnectionPool;
  readonly #binds: ConnectionPool;
  /** Nobody's: the bind that stands for unknown names costs the same round trip and lookup, and always fails (R38). */
  readonly #nobodyDn: string;
  readonly #wrongPasswordPace = new Pace();
  readonly #passwords: PasswordWriter;
  #facts: DomainFacts | undefined;
  #serviceRefusedAt = -Infinity;

  /** Connects when first used. @throws TypeError when an option cannot be meant */
  constructor(options: LdapDirectoryOptions) {
    this.#options = { log: silentDirectoryLog, ...LDAP_DIRECTORY_DEFAULTS, ...options };
    this.#endpoint = parseLdapUrl(options.url);
    this.realm = dnsDomainOf(options.baseDn);
    if (this.realm === '') throw new TypeError('the base DN must end in DC=…');
    if (options.password === '') throw new TypeError('the service account needs a password');
    this.#nobodyDn = `CN=nobody-${randomUUID()},${domainDnOf(options.baseDn)}`;
    const { poolSize: size, queueLimit, idleMs } = this.#options;
    this.#searches = new ConnectionPool({
      open: (deadline) => this.#openSearchConnection(deadline),
      ...{ size, queueLimit, idleMs },
    });
    this.#binds = new ConnectionPool({
      open: (deadline) => this.#connect(deadline),
      ...{ size, queueLimit, idleMs },
    });
    this.#passwords = new PasswordWriter((deadline) => this.#openSearchConnection(deadline));
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    const name = parsePrincipalName(typed);
    if (name === undefined) return undefined;
    return this.#bounded('finding a user', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const filter = userFilter(name, facts, this.#options.findByMail);
      if (filter === undefined) return undefined;
      const entries = await this.#search(this.#options.baseDn, deadline, {
        filter,
        attributes: USER_ATTRIBUTES,
        sizeLimit: USER_SIZE_LIMIT,
      });
      const entry = chooseUser(entries, name, facts);
      return entry && readAccount(entry, facts);
    });
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    return this.#bounded('finding a user by id', async (deadline) => {
      const facts = await this.#readFacts(deadline);
      const guid = parseObjectGuid(principalId.slice(facts.realm.length + 1));
      if (guid === undefined || !principalId.startsWith(`${facts.realm}/`)) return undefined;
      // Under the base DN like every search: `<GUID=…>` would name any object of the forest.
      const [entry] = await this.#search(this.#options.baseDn, deadline, {
        filter: userWithGuidFilter(guid),
        attributes: USER_ATTRIBUTES,
        sizeLimit: 1,
      });
      return entry && readAccount(entry, facts);
    });
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    // RFC 4513 5.1.2: a bind with a name and no password succeeds without proving anything (R26).
    if (password.length === 0) return 'wrong';
    const text = decodeUtf8(password);
    return this.#bounded('checking a password', async (deadline) => {
      const nobody = account === undefined || text === undefined;
      const dn = nobody ? this.#nobodyDn : await this.#distinguishedName(account, deadline);
      const begun = performance.now();
      const { check, subCode } = await this.#bind(dn, text ?? '\u{fffd}', deadline);
      if (!nobody && check !== 'wrong') return check;
      if (!nobody && subCode === WRONG_PASSWORD) {
        this.#wrongPasswordPace.record(performance.now() - begun);
      } else {
        await this.#wrongPasswordPace.keep(begun, deadline.remainingMs);
      }
      return 'wrong';
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
      const entries = await this.#search(this.#options.baseDn, deadline, {
        filter: found === undefined ? anyUserFilter() : memberFilter(found.dn),
        attributes: USER_ATTRIBUTES,
        sizeLimit: limit + 1,
      });
      const accounts = entries.slice(0, limit).map((entry) => readAccount(entry, facts));
      return { accounts, more: entries.length > limit };
    });
  }

  async lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined> {
    return this.#bounded('reading the lock of an account', async (deadline) => {
      const entry = await this.#requireEntry(account, LOCKOUT_ATTRIBUTES, deadline);
      const since = lockedAt(entry);
      if (since === undefined) return undefined;
      const { lockoutMs } = await this.#readPolicy(entry.dn, deadline);
      return lockoutMs === undefined ? {} : { until: new Date(since.getTime() + lockoutMs) };
    });
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
      return this.#passwords.change(dn, oldPassword, newPassword, deadline);
    });
  }

  async unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'> {
    return this.#bounded('unlocking an account', async (deadline) => {
      const { dn } = await this.#requireEntry(account, [], deadline);
      return this.#passwords.unlock(dn, deadline);
    });
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

  test(): Promise<administration.DirectoryTest> {
    return testLdapDirectory(this.#options);
  }

  close(): Promise<void> {
    this.#searches.close();
    this.#binds.close();
    return Promise.resolve();
  }

  /** One budget for a call, and one kind of error. */
  async #bounded<T>(what: string, call: (deadline: Deadline) => Promise<T>): Promise<T> {
    try {
      return await call(new Deadline(this.#options.timeoutMs));
    } catch (error) {
      this.#options.log.warn('the directory is unavailable', {
        what,
        host: this.#endpoint.host,
        code: failureCode(error),
        reason: error instanceof DirectoryUnavailableError ? error.message : '',
      });
      throw asUnavailable(what, error);
    }
  }

  async #readFacts(deadline: Deadline): Promise<DomainFacts> {
    return (this.#facts ??= await this.#withSearchConnection(deadline, (connection) =>
      readDomainFacts(connection, this.#options.baseDn, deadline),
    ));
  }

  async #search(base: string, deadline: Deadline, options: SearchOptions): Promise<Entry[]> {
    return this.#withSearchConnection(deadline, (connection) =>
      connection.search(
        base,
        { scope: 'sub', explicitBufferAttributes: BINARY_ATTRIBUTES, ...options },
        deadline,
      ),
    );
  }

  /** Reading again does no harm, so a connection that turns out to be dead is replaced within the same call. */
  async #withSearchConnection<T>(
    deadline: Deadline,
    work: (connection: LdapConnection) => Promise<T>,
  ): Promise<T> {
    const lent = { reused: false };
    try {
      return await this.#searches.use(deadline, (connection, reused) => {
        lent.reused = reused;
        return work(connection);
      });
    } catch (error) {
      if (error instanceof ResultCodeError) throw error;
      this.#searches.dropIdle();
      if (!lent.reused || error instanceof DirectoryUnavailableError) throw error;
      return this.#searches.use(deadline, work);
    }
  }

  /**
   * Sends exactly one bind. It is not repeated when the connection fails: it may have been counted already. The name
   * is the distinguished one, because Active Directory tries that form first: nothing that somebody can write into
   * another entry (a display name, a UPN) is taken for it ([MS-ADTS] 5.1.1.1.1).
   */
  async #bind(
    dn: string,
    password: string,
    deadline: Deadline,
  ): Promise<{ check: PasswordCheck; subCode?: string | undefined }> {
    try {
      await this.#binds.use(deadline, (connection) => connection.bind(dn, password, deadline));
      return { check: 'right' };
    } catch (error) {
      const check = error instanceof ResultCodeError ? readBindRefusal(error) : undefined;
      if (error instanceof ResultCodeError && check !== undefined) {
        return { check, subCode: bindSubCode(error.message) };
      }
      this.#binds.dropIdle();
      throw error;
    }
  }

  async #distinguishedName(account: DirectoryAccount, deadline: Deadline): Promise<string> {
    if (account.distinguishedName !== undefined) return account.distinguishedName;
    const [entry] = await this.#search(`<SID=${account.sid}>`, deadline, {
      scope: 'base',
      attributes: ['objectSid'],
    });
    return entry?.dn ?? this.#nobodyDn;
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
    const search = async (base: string, options: SearchOptions) => {
      try {
        return await this.#search(base, deadline, options);
      } catch (error) {
        // What may not be read looks like nothing, or is refused.
        if (error instanceof ResultCodeError) return [];
        throw error;
      }
    };
    return readPasswordPolicy(search, { userDn, domainDn }, () =>
      this.#options.log.warn('the service account cannot read a password settings object', {
        host: this.#endpoint.host,
      }),
    );
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

  async #connect(deadline: Deadline): Promise<LdapConnection> {
    const socket = await connectTcp(this.#endpoint, deadline);
    return new LdapConnection(
      await upgradeToTls(socket, this.#endpoint, this.#options.ca, deadline),
    );
  }

  async #openSearchConnection(deadline: Deadline): Promise<LdapConnection> {
    if (performance.now() - this.#serviceRefusedAt < SERVICE_REFUSAL_PAUSE_MS) {
      throw new DirectoryUnavailableError('the service account was refused a moment ago');
    }
    const connection = await this.#connect(deadline);
    try {
      await connection.bind(this.#options.bindDn, this.#options.password, deadline);
      return connection;
    } catch (error) {
      connection.close();
      if (!(error instanceof ResultCodeError)) throw error;
      this.#serviceRefusedAt = performance.now();
      throw asUnavailable('the service account was refused', error);
    }
  }
}

/** An empty password, or one that is not text, is sent nowhere (R26). */
function refusedUnsent(password: Uint8Array): PasswordOutcome | undefined {
  if (password.length === 0) return { outcome: 'rejected', rule: 'length' };
  return isUtf8(password) ? undefined : { outcome: 'rejected', rule: 'other' };
}

/** Undefined for bytes that are not UTF-8: no password that was typed looks like that. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
