import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';

import type { administration } from '@gatehouse/protocol';

import type { Clock } from '../../clock.js';
import { ApplicationError } from '../../errors/application-error.js';
import { errorMessage } from '../../errors/system-error.js';
import type { Random } from '../../random.js';
import { silentDirectoryLog } from '../directory-log.js';
import type { DirectoryLog } from '../directory-log.js';
import { DirectoryUnavailableError } from '../directory.js';
import type {
  DirectoryAccount,
  DirectoryGroup,
  DirectoryListing,
  DirectoryMatches,
  DirectorySearch,
  DirectoryState,
  ManagedDirectory,
  PasswordCheck,
  PasswordOutcome,
} from '../directory.js';
import { brokenRule } from '../password-rules.js';
import type { PasswordRules } from '../password-rules.js';
import { equalNames, foldName, parsePrincipalName } from '../principal-name.js';
import { requireRealm } from '../require-realm.js';
import { coversRealm } from '../search-scope.js';
import { parseSearchText } from '../search-text.js';
import type { LocalUser, LocalUserStore, NewLocalUser } from './local-user-store.js';
import { PasswordHasher } from './password-hasher.js';

export interface LocalDirectoryOptions {
  store: LocalUserStore;
  clock: Clock;
  random: Random;
  /** DNS-like name of the directory: `gatehouse.local`. */
  realm: string;
  /** What stands before the backslash. @default LOCAL */
  netbiosDomain?: string;
  hasher?: PasswordHasher;
  log?: DirectoryLog;
}

/** As in Windows (https://learn.microsoft.com/windows/win32/adschema/a-samaccountname), and `@`, which names a realm. */
const FORBIDDEN_IN_NAMES = /["/\\[\]:;|=,+*?<>@]/;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What people must keep to who choose a password themselves: eight characters, the least that NIST SP 800-63B-4 takes
 * beside a second factor, and another one than before.
 */
const LOCAL_PASSWORD_RULES: PasswordRules = {
  minimumLength: 8,
  complexity: false,
  historyLength: 1,
  minimumAgeSeconds: 0,
};

/** No user has it: looking it up costs what looking up a user costs. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Users that are kept in the server's own database, with Argon2id hashes. They are in no groups. */
export class LocalDirectory implements ManagedDirectory {
  readonly realm: string;
  readonly #store: LocalUserStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #netbiosDomain: string;
  readonly #hasher: PasswordHasher;
  readonly #log: DirectoryLog;
  #domainSid: string | undefined;

  constructor(options: LocalDirectoryOptions) {
    this.realm = options.realm.toLowerCase();
    this.#store = options.store;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#netbiosDomain = options.netbiosDomain ?? 'LOCAL';
    this.#hasher = options.hasher ?? new PasswordHasher();
    this.#log = options.log ?? silentDirectoryLog;
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    const name = parsePrincipalName(typed);
    if (name === undefined || name.form === 'dn') return undefined;
    const own = [this.#netbiosDomain, this.realm];
    if (name.form === 'domain' && !own.some((domain) => equalNames(domain, name.domain))) {
      return undefined;
    }
    if (name.form === 'suffixed' && !equalNames(name.suffix, this.realm)) return undefined;
    return this.#bounded('finding a user', async () => {
      const user = await this.#store.find(foldName(name.name));
      return user && this.#toAccount(user);
    });
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    return this.#bounded('finding a user by id', async () => {
      const user = await this.#store.findById(this.#idOf({ principalId }));
      return user && this.#toAccount(user);
    });
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    if (password.length === 0) return 'wrong';
    return this.#bounded('checking a password', async () => {
      const id = account === undefined ? NOBODY : this.#idOf(account);
      const phc = await this.#store.passwordHash(id);
      if (!(await this.#hasher.verify(phc, password)) || phc === undefined) return 'wrong';
      if (this.#hasher.isOutdated(phc)) await this.#upgradeHash(id, phc, password);
      return 'right';
    });
  }

  groups(_account: DirectoryAccount): Promise<DirectoryGroup[]> {
    return Promise.resolve([]);
  }

  /** There are no groups here, so that nobody is in one. */
  async list({ limit, group }: { limit: number; group?: string }): Promise<DirectoryListing> {
    if (group !== undefined) return { accounts: [], more: false };
    return this.#bounded('listing users', async () => {
      const users = await this.#store.list(limit + 1);
      const accounts = await Promise.all(
        users.slice(0, limit).map((user) => this.#toAccount(user)),
      );
      return { accounts, more: users.length > limit };
    });
  }

  /** Its people are in no OU: a scope reaches all of them or nobody. */
  async search({ text: typed, limit, scope }: DirectorySearch): Promise<DirectoryMatches> {
    const text = parseSearchText(typed);
    if (text === undefined || !coversRealm(scope, this.realm)) return NO_MATCHES;
    return this.#bounded('searching users', async () => {
      const rid = text.form === 'sid' ? await this.#ridOf(text.sid) : undefined;
      if (text.form === 'sid' && rid === undefined) return NO_MATCHES;
      const users = await this.#store.search(
        {
          ...(rid === undefined ? {} : { rid }),
          ...(text.form === 'name' ? { name: foldName(text.name) } : {}),
          ...(text.form === 'beginning' ? { beginning: foldName(text.beginning) } : {}),
        },
        limit + 1,
      );
      const accounts = await Promise.all(
        users.slice(0, limit).map((user) => this.#toAccount(user)),
      );
      return { accounts, more: users.length > limit, away: [] };
    });
  }

  /** Its accounts do not expire, nor do their passwords. */
  async state({ principalId }: DirectoryAccount): Promise<DirectoryState> {
    return this.#bounded('reading the state of an account', async () => {
      const user = await this.#store.findById(this.#idOf({ principalId }));
      if (user === undefined) throw new DirectoryUnavailableError('the account is gone');
      const { passwordChangedAt: passwordSetAt } = user;
      return { disabled: false, mustChangePassword: false, passwordSetAt };
    });
  }

  async add(user: {
    name: string;
    displayName?: string | undefined;
    mail?: string | undefined;
    password: Uint8Array;
  }): Promise<DirectoryAccount> {
    const draft = await this.draft(user);
    const added = await this.#store.add(await this.prepare(draft, user.password));
    if (added === undefined) throw new ApplicationError('principal.exists');
    return this.#toAccount(added);
  }

  async draft(user: {
    name: string;
    displayName?: string | undefined;
    mail?: string | undefined;
  }): Promise<DirectoryAccount> {
    const { displayName, mail } = user;
    const name = requireName(user.name);
    const passwordChangedAt = this.#clock.now();
    return this.#toAccount({
      ...{ id: randomUUID(), rid: 0, name, displayName, mail, passwordChangedAt },
    });
  }

  async prepare(draft: DirectoryAccount, password: Uint8Array): Promise<NewLocalUser> {
    requirePassword(password);
    const { samAccountName: name, displayName, mail } = draft;
    const passwordHash = await this.#hasher.hash(password);
    const createdAt = this.#clock.now();
    const [id, foldedName] = [this.#idOf(draft), foldName(name)];
    return { ...{ id, name, foldedName, displayName, mail }, passwordHash, createdAt };
  }

  async setPassword(account: DirectoryAccount, password: Uint8Array): Promise<void> {
    requirePassword(password);
    const passwordHash = await this.#hasher.hash(password);
    const id = this.#idOf(account);
    if (!(await this.#store.setPasswordHash(id, passwordHash, this.#clock.now()))) {
      throw new ApplicationError('principal.unknown');
    }
  }

  /** It locks nobody: strikes are counted outside of it. */
  lockout(_account: DirectoryAccount): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  passwordRules(_account: DirectoryAccount): Promise<PasswordRules> {
    return Promise.resolve(LOCAL_PASSWORD_RULES);
  }

  async resetPassword(
    account: DirectoryAccount,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome> {
    return this.#bounded('resetting a password', async () => {
      const present = await this.#requireHash(account);
      return this.#replacePassword(account, present, newPassword);
    });
  }

  async changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }> {
    return this.#bounded('changing a password', async () => {
      const present = await this.#requireHash(account);
      if (!(await this.#hasher.verify(present, oldPassword))) return { outcome: 'wrong' };
      return this.#replacePassword(account, present, newPassword);
    });
  }

  unlock(_account: DirectoryAccount): Promise<'unlocked'> {
    return Promise.resolve('unlocked');
  }

  realmOf(): string {
    return this.realm;
  }

  fold(name: string): string {
    return foldName(name);
  }

  async probe(): Promise<void> {
    await this.#bounded('probing', () => this.#store.passwordHash(NOBODY));
  }

  async test(realm?: string): Promise<administration.DirectoryTest> {
    requireRealm(realm, [this.realm]);
    const steps: administration.DirectoryTest['steps'] = [];
    const step = async (name: string, detail: string, work: () => Promise<unknown>) => {
      const start = performance.now();
      const ok = await work().then(
        () => true,
        () => false,
      );
      const milliseconds = Math.round(performance.now() - start);
      steps.push({ step: name, ok, detail: ok ? detail : 'failed; see the log', milliseconds });
      return ok;
    };
    const ok =
      (await step('database', 'users can be read', () => this.probe())) &&
      (await step('password hash', 'Argon2id', () => this.verifyPassword(undefined, PROBE)));
    return { directory: `local ${this.realm}`, steps, ok };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #replacePassword(
    account: DirectoryAccount,
    present: string,
    password: Uint8Array,
  ): Promise<PasswordOutcome> {
    const broken = brokenRule(password, LOCAL_PASSWORD_RULES, account);
    if (broken !== undefined) return { outcome: 'rejected', rule: broken };
    if (await this.#hasher.verify(present, password)) {
      return { outcome: 'rejected', rule: 'history' };
    }
    const hash = await this.#hasher.hash(password);
    if (await this.#store.setPasswordHash(this.#idOf(account), hash, this.#clock.now())) {
      return { outcome: 'accepted' };
    }
    throw new DirectoryUnavailableError('the account is gone');
  }

  async #requireHash(account: DirectoryAccount): Promise<string> {
    const phc = await this.#store.passwordHash(this.#idOf(account));
    if (phc === undefined) throw new DirectoryUnavailableError('the account is gone');
    return phc;
  }

  async #toAccount(user: LocalUser): Promise<DirectoryAccount> {
    return {
      principalId: `${this.realm}/${user.id}`,
      realm: this.realm,
      sid: `${await this.#readDomainSid()}-${user.rid}`,
      netbiosDomain: this.#netbiosDomain,
      samAccountName: user.name,
      userPrincipalName: `${user.name}@${this.realm}`,
      passwordGeneration: String(user.passwordChangedAt.getTime()),
      passwordSetAt: user.passwordChangedAt,
      // It keeps no record of use: whoever set the password used the account, or made it.
      lastUsedAt: user.passwordChangedAt,
      ...(user.displayName === undefined ? {} : { displayName: user.displayName }),
      ...(user.mail === undefined ? {} : { mail: user.mail }),
    };
  }

  /** The domain is made by whoever needs it first, and never again. */
  async #readDomainSid(): Promise<string> {
    if (this.#domainSid === undefined) {
      const random = Buffer.from(this.#random.bytes(12));
      const parts = [0, 4, 8].map((offset) => random.readUInt32LE(offset));
      this.#domainSid = await this.#store.domainSid(`S-1-5-21-${parts.join('-')}`);
    }
    return this.#domainSid;
  }

  async #ridOf(sid: string): Promise<number | undefined> {
    const domain = await this.#readDomainSid();
    const rid = Number(sid.slice(domain.length + 1));
    return sid === `${domain}-${rid}` && Number.isSafeInteger(rid) ? rid : undefined;
  }

  #idOf({ principalId }: Pick<DirectoryAccount, 'principalId'>): string {
    const id = principalId.slice(this.realm.length + 1);
    return principalId === `${this.realm}/${id}` && UUID.test(id) ? id : NOBODY;
  }

  /** A better hash is worth an attempt: when it fails, the next logon tries again. */
  async #upgradeHash(id: string, phc: string, password: Uint8Array): Promise<void> {
    try {
      await this.#store.upgradePasswordHash(id, phc, await this.#hasher.hash(password));
    } catch (error) {
      this.#warn('renewing a password hash', error);
    }
  }

  async #bounded<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      this.#warn(what, cause);
      if (cause instanceof DirectoryUnavailableError) throw cause;
      throw new DirectoryUnavailableError(what, { cause });
    }
  }

  #warn(what: string, error: unknown): void {
    const reason = errorMessage(error);
    this.#log.warn('the local directory is unavailable', { what, reason });
  }
}

const NO_MATCHES: DirectoryMatches = { accounts: [], more: false, away: [] };

const PROBE = Buffer.from('probe');

function requireName(typed: string): string {
  const name = parsePrincipalName(typed);
  if (name?.form !== 'sam' || FORBIDDEN_IN_NAMES.test(name.name)) {
    throw new ApplicationError('request.malformed', { detail: 'name: not an account name' });
  }
  return name.name;
}

function requirePassword(password: Uint8Array): void {
  if (password.length > 0 && isUtf8(password)) return;
  throw new ApplicationError('password.rejected', { detail: 'the password is empty or not UTF-8' });
}
