import { DirectoryUnavailableError } from '../../server/src/directory/directory.js';
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
} from '../../server/src/directory/directory.js';
import { brokenRule } from '../../server/src/directory/password-rules.js';
import type { PasswordRules } from '../../server/src/directory/password-rules.js';
import { foldName, parsePrincipalName } from '../../server/src/directory/principal-name.js';
import { coversRealm, isBeneath } from '../../server/src/directory/search-scope.js';
import { parseSearchText } from '../../server/src/directory/search-text.js';
import type { SearchText } from '../../server/src/directory/search-text.js';

interface FakeUser {
  account: DirectoryAccount;
  password: string;
  state: PasswordCheck;
  groups: DirectoryGroup[];
  /** Earlier passwords; only as many as the rules say count. */
  history: string[];
  locked: DirectoryLockout | undefined;
}

/** FILETIME of some day in 2026: more than a JavaScript number holds exactly. */
const FIRST_GENERATION = 134_000_000_000_000_001n;

/** A directory in memory. It counts what it is asked, and can be away. */
export class FakeDirectory implements Directory {
  readonly realm: string;
  readonly netbiosDomain: string;
  available = true;
  /** What new passwords must keep to. */
  rules: PasswordRules = {
    minimumLength: 7,
    complexity: false,
    historyLength: 2,
    minimumAgeSeconds: 0,
  };
  /** Whether the service account may reset passwords and unlock. */
  mayWrite = true;
  /** Passwords looked at, nobody's included. */
  passwordChecks = 0;
  searches = 0;
  /** Called at each look at a password, before it is answered. */
  onPasswordCheck: () => Promise<void> = async () => undefined;
  /** Called before rules are told. */
  onRules: () => Promise<void> = async () => undefined;
  /** Called before a password is reset: what happens meanwhile. */
  onReset: () => void = () => undefined;
  readonly #users: FakeUser[] = [];
  #added = 0;

  constructor(realm = 'corp.test', netbiosDomain = 'CORP') {
    this.realm = realm;
    this.netbiosDomain = netbiosDomain;
  }

  realmOf(): string {
    return this.realm;
  }

  fold(name: string): string {
    return foldName(name);
  }

  add(user: {
    name: string;
    password: string;
    displayName?: string;
    mail?: string;
    groups?: DirectoryGroup[];
    state?: PasswordCheck;
    passwordGeneration?: string;
    lastUsedAt?: Date;
    distinguishedName?: string;
    sid?: string;
    userPrincipalName?: string;
  }): DirectoryAccount {
    const number = 1001 + this.#added++;
    const account: DirectoryAccount = {
      principalId: `${this.realm}/00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      realm: this.realm,
      sid: user.sid ?? `S-1-5-21-1-2-3-${number}`,
      netbiosDomain: this.netbiosDomain,
      samAccountName: user.name,
      userPrincipalName: user.userPrincipalName ?? `${user.name}@${this.realm}`,
      ...(user.displayName === undefined ? {} : { displayName: user.displayName }),
      ...(user.mail === undefined ? {} : { mail: user.mail }),
      passwordGeneration: user.passwordGeneration ?? String(FIRST_GENERATION + BigInt(number)),
      ...(user.lastUsedAt === undefined ? {} : { lastUsedAt: user.lastUsedAt }),
      ...(user.distinguishedName === undefined
        ? {}
        : { distinguishedName: user.distinguishedName }),
    };
    const { password, groups = [], state = 'right' } = user;
    this.#users.push({ account, password, groups, state, history: [], locked: undefined });
    return account;
  }

  /** What a right password of this user is answered with from now on. */
  setState(name: string, state: PasswordCheck): void {
    this.#require(name).state = state;
  }

  /** A new password, of a generation of its own. */
  setPassword(name: string, password: string): void {
    replacePassword(this.#require(name), password);
  }

  setPasswordSetAt(name: string, passwordSetAt: Date): void {
    const user = this.#require(name);
    user.account = { ...user.account, passwordSetAt };
  }

  setLastUsed(name: string, lastUsedAt: Date): void {
    const user = this.#require(name);
    user.account = { ...user.account, lastUsedAt };
  }

  remove(name: string): void {
    this.#users.splice(this.#users.indexOf(this.#require(name)), 1);
  }

  setMail(name: string, mail: string | undefined): void {
    const user = this.#require(name);
    const { mail: _, ...rest } = user.account;
    user.account = mail === undefined ? rest : { ...rest, mail };
  }

  /** As a real directory, which takes any right password for a use of the account. */
  setLastUsedAt(name: string, lastUsedAt: Date): void {
    const user = this.#require(name);
    user.account = { ...user.account, lastUsedAt };
  }

  setGroups(name: string, groups: DirectoryGroup[]): void {
    this.#require(name).groups = groups;
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    this.#requireAvailable();
    this.searches += 1;
    const name = parsePrincipalName(typed);
    if (name === undefined || name.form === 'dn') return undefined;
    if (name.form === 'domain' && !same(name.domain, this.netbiosDomain)) return undefined;
    if (name.form === 'suffixed' && !same(name.suffix, this.realm)) return undefined;
    return accountOf(this.#users.find(({ account }) => same(account.samAccountName, name.name)));
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    this.#requireAvailable();
    this.searches += 1;
    return accountOf(this.#users.find(({ account }) => account.principalId === principalId));
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck> {
    await this.onPasswordCheck();
    this.#requireAvailable();
    if (password.length === 0) throw new Error('an empty password reached the directory');
    this.passwordChecks += 1;
    const user = this.#users.find((one) => one.account.principalId === account?.principalId);
    const right = user?.password === Buffer.from(password).toString('utf8');
    if (user?.locked !== undefined) return 'locked';
    return right ? user.state : 'wrong';
  }

  async groups(account: DirectoryAccount): Promise<DirectoryGroup[]> {
    this.#requireAvailable();
    this.searches += 1;
    return this.#users.find((one) => one.account.principalId === account.principalId)?.groups ?? [];
  }

  async list({ limit, group }: { limit: number; group?: string }): Promise<DirectoryListing> {
    this.#requireAvailable();
    this.searches += 1;
    const users = this.#users.filter(
      ({ groups }) =>
        group === undefined ||
        groups.some(
          ({ name, sid }) => same(name, group) || (sid !== undefined && same(sid, group)),
        ),
    );
    const accounts = users.slice(0, limit).map(({ account }) => account);
    return { accounts, more: users.length > limit };
  }

  async search({ text: typed, limit, scope }: DirectorySearch): Promise<DirectoryMatches> {
    this.#requireAvailable();
    this.searches += 1;
    const text = parseSearchText(typed);
    const found = this.#users
      .map((user) => accountOf(user)!)
      .filter(
        ({ distinguishedName: dn }) =>
          coversRealm(scope, this.realm) || (dn !== undefined && isBeneath(dn, scope?.ous ?? [])),
      )
      .filter((account) => text !== undefined && isCalled(account, text));
    return { accounts: found.slice(0, limit), more: found.length > limit, away: [] };
  }

  async state(account: DirectoryAccount): Promise<DirectoryState> {
    const user = this.#requireUser(account);
    const { passwordSetAt } = user.account;
    return {
      disabled: user.state === 'disabled',
      mustChangePassword: user.state === 'must-change',
      ...(user.state === 'account-expired' ? { expiresAt: new Date(0) } : {}),
      ...(user.locked === undefined ? {} : { lockout: user.locked }),
      ...(passwordSetAt === undefined ? {} : { passwordSetAt }),
    };
  }

  /** Locks an account as the directory itself would. A right password then reads as a wrong one. */
  lock(name: string, lockout: DirectoryLockout = {}): void {
    this.#require(name).locked = lockout;
  }

  async lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined> {
    return this.#requireUser(account).locked;
  }

  async passwordRules(account: DirectoryAccount): Promise<PasswordRules> {
    await this.onRules();
    this.#requireUser(account);
    return this.rules;
  }

  async resetPassword(account: DirectoryAccount, password: Uint8Array): Promise<PasswordOutcome> {
    this.onReset();
    const user = this.#requireUser(account);
    const outcome = this.#setPassword(user, password);
    if (outcome.outcome === 'accepted') user.locked = undefined;
    return outcome;
  }

  async changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }> {
    const user = this.#requireUser(account);
    if (user.password !== Buffer.from(oldPassword).toString('utf8')) return { outcome: 'wrong' };
    return this.#setPassword(user, newPassword);
  }

  async unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'> {
    const user = this.#requireUser(account);
    if (!this.mayWrite) return 'forbidden';
    user.locked = undefined;
    return 'unlocked';
  }

  async probe(): Promise<void> {
    this.#requireAvailable();
  }

  async test() {
    const step = { step: 'ask', ok: this.available, detail: 'in memory', milliseconds: 0 };
    return { directory: this.realm, steps: [step], ok: this.available };
  }

  async close(): Promise<void> {
    this.available = false;
  }

  #setPassword(user: FakeUser, password: Uint8Array): PasswordOutcome {
    if (!this.mayWrite) return { outcome: 'forbidden' };
    const rule = brokenRule(password, this.rules, user.account);
    if (rule !== undefined) return { outcome: 'rejected', rule };
    const text = Buffer.from(password).toString('utf8');
    const past = [user.password, ...user.history].slice(0, this.rules.historyLength);
    if (past.includes(text)) return { outcome: 'rejected', rule: 'history' };
    user.history.unshift(user.password);
    replacePassword(user, text);
    return { outcome: 'accepted' };
  }

  #requireUser({ principalId }: DirectoryAccount): FakeUser {
    this.#requireAvailable();
    const user = this.#users.find((one) => one.account.principalId === principalId);
    if (user === undefined) throw new DirectoryUnavailableError('the account is gone');
    return user;
  }

  #require(name: string): FakeUser {
    const user = this.#users.find(({ account }) => account.samAccountName === name);
    if (user === undefined) throw new Error(`there is no user ${name}`);
    return user;
  }

  #requireAvailable(): void {
    if (!this.available) throw new DirectoryUnavailableError('away');
  }
}

function replacePassword(user: FakeUser, password: string): void {
  user.password = password;
  const generation = BigInt(user.account.passwordGeneration ?? FIRST_GENERATION) + 1000n;
  user.account = { ...user.account, passwordGeneration: String(generation) };
}

/** What the directory shows of an account without a password. */
function accountOf(user: FakeUser | undefined): DirectoryAccount | undefined {
  if (user?.state === 'disabled') return { ...user.account, disabled: true };
  if (user?.state === 'account-expired') return { ...user.account, expiresAt: new Date(0) };
  return user?.account;
}

function isCalled(account: DirectoryAccount, text: SearchText): boolean {
  const { sid, samAccountName, displayName, mail, userPrincipalName } = account;
  if (text.form === 'sid') return sid === text.sid;
  if (text.form === 'name') return same(samAccountName, text.name);
  const words = displayName === undefined ? [] : [displayName, ...displayName.split(' ')];
  return [samAccountName, mail, userPrincipalName, ...words].some(
    (name) => name !== undefined && foldName(name).startsWith(foldName(text.beginning)),
  );
}

function same(left: string, right: string): boolean {
  return foldName(left) === foldName(right);
}
