import type { administration } from '@gatehouse/protocol';

import { Availability } from './availability.js';
import { Deadline } from './deadline.js';
import { silentDirectoryLog } from './directory-log.js';
import type { DirectoryLog } from './directory-log.js';
import { DirectoryUnavailableError, isWrong } from './directory.js';
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
} from './directory.js';
import { Pace } from './pace.js';
import type { PasswordRules } from './password-rules.js';
import { equalNames } from './principal-name.js';
import { requireRealm } from './require-realm.js';
import { Routes } from './routes.js';
import type { Route } from './routes.js';

/** A directory among several, with the names that lead to it. */
export interface RoutedRealm extends Route {
  directory: Directory;
}

export interface RoutedDirectoryOptions {
  realms: readonly RoutedRealm[];
  /** Where names without a realm belong. */
  defaultRealm: string;
  /** Where they are looked for as well; whoever is found in exactly one of these, and not in the default realm, is meant. */
  search: readonly string[];
  log?: DirectoryLog;
}

/**
 * How long a name without a realm waits for a realm that is searched besides the default one, from when the default one has
 * answered. Longer than any that is well needs, shorter than anybody notices.
 */
const PATIENCE_MS = 250;

/** How long a search of all realms waits for each of them. */
const SEARCH_BUDGET_MS = 3_000;

/** No longer than this is an answer held up to look like that of another realm. */
const MOST_PACE_MS = 1_000;

/**
 * Several directories as one. Each has its own connections, queue and budget: what hangs is the realm that hangs. Ids carry
 * the realm they are of. Groups of other realms than the default one are named `DOMAIN\group`, so that a policy for a group
 * means the group of one directory.
 */
export class RoutedDirectory implements Directory {
  readonly realm: string;
  readonly #realms: ReadonlyMap<string, RoutedRealm>;
  readonly #routes: Routes;
  readonly #searched: ReadonlyMap<string, { availability: Availability; pace: Pace }>;
  readonly #log: DirectoryLog;

  /** @throws TypeError when realms are there twice, or one is named that is not there */
  constructor(options: RoutedDirectoryOptions) {
    const { realms, defaultRealm, search } = options;
    this.#realms = new Map(realms.map((realm) => [realm.realm, realm]));
    if (this.#realms.size !== realms.length) throw new TypeError('a realm is there twice');
    for (const realm of [defaultRealm, ...search]) {
      if (!this.#realms.has(realm)) throw new TypeError(`there is no realm ${realm}`);
    }
    this.realm = defaultRealm;
    this.#routes = new Routes(realms, defaultRealm, search);
    this.#searched = new Map(
      [defaultRealm, ...search].map((realm) => [
        realm,
        { availability: new Availability(), pace: new Pace() },
      ]),
    );
    this.#log = options.log ?? silentDirectoryLog;
  }

  async find(typed: string): Promise<DirectoryAccount | undefined> {
    const { realms, isStated } = this.#routes.of(typed);
    const account = isStated ? await this.#findStated(typed, realms) : await this.#findBare(typed);
    return account && this.#mark(account);
  }

  async findById(principalId: string): Promise<DirectoryAccount | undefined> {
    const realm = this.#realms.get(principalId.slice(0, Math.max(0, principalId.indexOf('/'))));
    const account = await realm?.directory.findById(principalId);
    return account && this.#mark(account);
  }

  async verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
    typed?: string,
  ): Promise<PasswordCheck> {
    const begun = performance.now();
    // A name that nobody has costs what it would cost in the realm that it is of.
    const realm = account?.realm ?? (typed === undefined ? this.realm : this.realmOf(typed));
    const check = await this.#directoryOf(realm).verifyPassword(account, password, typed);
    if (!isWrong(check) || typed === undefined || this.#searched.size < 2) return check;
    if (this.#routes.of(typed).isStated) return check;
    // A name without a realm must not tell by its time in which one it is (R38): all of them set the pace.
    this.#searched.get(realm)?.pace.record(performance.now() - begun);
    for (const { pace } of this.#searched.values()) await pace.keep(begun, MOST_PACE_MS);
    return check;
  }

  async groups(account: DirectoryAccount): Promise<DirectoryGroup[]> {
    const { directory, domains, realm } = this.#realmOf(account);
    const groups = await directory.groups(account);
    if (realm === this.realm) return groups;
    const domain = domains[0] ?? realm;
    return groups.map((group) => ({ ...group, name: `${domain}\\${group.name}` }));
  }

  /** All realms in turn, or the one of a group: `DOMAIN\\group`, as policies name it, or a name of the default realm. */
  async list({ limit, group }: { limit: number; group?: string }): Promise<DirectoryListing> {
    if (group !== undefined) return this.#listGroup(group, limit);
    const accounts: DirectoryAccount[] = [];
    for (const { directory } of this.#realms.values()) {
      const listed = await directory.list({ limit: limit - accounts.length });
      accounts.push(...listed.accounts.map((account) => this.#mark(account)));
      if (listed.more || accounts.length >= limit) return { accounts, more: true };
    }
    return { accounts, more: false };
  }

  async #listGroup(typed: string, limit: number): Promise<DirectoryListing> {
    const [domain = '', name] = typed.split('\\', 2);
    const named = [...this.#realms.values()].find(({ domains, realm }) =>
      [realm, ...domains].some((own) => equalNames(own, domain)),
    );
    const isElsewhere = name !== undefined && named !== undefined;
    const { directory } = isElsewhere ? named : this.#realmNamed(this.realm);
    const group = isElsewhere ? name : typed;
    const { accounts, more } = await directory.list({ limit, group });
    return { accounts: accounts.map((account) => this.#mark(account)), more };
  }

  /** All realms at once; people of each in turn, so that none of them takes all the room. */
  async search(search: DirectorySearch): Promise<DirectoryMatches> {
    const realms = [...this.#realms.values()];
    const found = await Promise.all(realms.map((realm) => this.#searchOne(realm, search)));
    const away = realms.filter((_, at) => found[at] === undefined).map(({ realm }) => realm);
    const answers = found.filter((one) => one !== undefined);
    const longest = Math.max(0, ...answers.map(({ accounts }) => accounts.length));
    const accounts = Array.from({ length: longest }).flatMap((_, row) =>
      answers.flatMap((one) => one.accounts.slice(row, row + 1)),
    );
    return {
      accounts: accounts.slice(0, search.limit).map((account) => this.#mark(account)),
      more: accounts.length > search.limit || answers.some(({ more }) => more),
      away,
    };
  }

  /** Undefined when the realm is away. */
  async #searchOne(
    { directory, realm }: RoutedRealm,
    search: DirectorySearch,
  ): Promise<DirectoryMatches | undefined> {
    const searching = directory.search(search);
    const wanted = 'searching a realm';
    try {
      // Whoever waits at the telephone shall not wait for the realm that hangs.
      return await new Deadline(SEARCH_BUDGET_MS).limit(wanted, searching, () => undefined);
    } catch (error) {
      searching.catch(() => undefined);
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      this.#log.warn('a realm does not answer and is left out of a search', { realm });
      return undefined;
    }
  }

  async state(account: DirectoryAccount): Promise<DirectoryState> {
    return this.#realmOf(account).directory.state(account);
  }

  async lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined> {
    return this.#realmOf(account).directory.lockout(account);
  }

  async passwordRules(account: DirectoryAccount): Promise<PasswordRules> {
    return this.#realmOf(account).directory.passwordRules(account);
  }

  async resetPassword(
    account: DirectoryAccount,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome> {
    return this.#realmOf(account).directory.resetPassword(account, newPassword);
  }

  async changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }> {
    return this.#realmOf(account).directory.changePassword(account, oldPassword, newPassword);
  }

  async unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'> {
    return this.#realmOf(account).directory.unlock(account);
  }

  realmOf(typed: string): string {
    return this.#routes.of(typed).realms[0] ?? this.realm;
  }

  fold(name: string): string {
    return this.#directoryOf(this.realmOf(name)).fold(name);
  }

  /** Ready is who can serve the default realm: another one that is away must not take the node out of service. */
  async probe(): Promise<void> {
    await this.#directoryOf(this.realm).probe();
  }

  async test(realm?: string): Promise<administration.DirectoryTest> {
    requireRealm(realm, [...this.#realms.keys()]);
    const wanted = realm?.toLowerCase();
    const chosen = [...this.#realms.values()].filter(
      (each) => wanted === undefined || each.realm === wanted,
    );
    const tests = await Promise.all(
      chosen.map(async (each) => ({ realm: each.realm, ...(await each.directory.test()) })),
    );
    return {
      directory: tests.map(({ directory }) => directory).join(', '),
      steps: tests.flatMap(({ realm: of, steps }) => steps.map((step) => ({ ...step, realm: of }))),
      ok: tests.every(({ ok }) => ok),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#realms.values()].map(({ directory }) => directory.close()));
  }

  /** All realms that the name may mean are asked; whoever is in several of them is not told apart, and nobody. */
  async #findStated(
    typed: string,
    realms: readonly string[],
  ): Promise<DirectoryAccount | undefined> {
    const found = await Promise.all(realms.map((realm) => this.#directoryOf(realm).find(typed)));
    return onlyOne(found);
  }

  /**
   * The default realm has the first word. The others are asked at the same time, whether they are needed or not: how long it
   * takes does not tell where a name is (R38). One of them that does not answer counts as not knowing the name, and is left
   * out for a while; else it would hold up everybody, and what is told would tell names apart.
   */
  async #findBare(typed: string): Promise<DirectoryAccount | undefined> {
    const others = [...this.#searched].filter(([realm]) => realm !== this.realm);
    const answered = new AbortController();
    const asked = others.map(([realm, { availability }]) =>
      this.#askOther(typed, realm, availability, answered.signal),
    );
    try {
      const own = await this.#directoryOf(this.realm).find(typed);
      answered.abort();
      const found = await Promise.all(asked);
      return own ?? onlyOne(found);
    } finally {
      answered.abort();
    }
  }

  async #askOther(
    typed: string,
    realm: string,
    availability: Availability,
    answered: AbortSignal,
  ): Promise<DirectoryAccount | undefined> {
    const { directory } = this.#realmNamed(realm);
    if (availability.isAvoided) {
      availability.probeWhenDue(() => directory.probe());
      return undefined;
    }
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<'late'>((resolve) => {
      answered.addEventListener('abort', () => {
        timer = setTimeout(() => resolve('late'), PATIENCE_MS);
      });
    });
    const finding = directory.find(typed);
    finding.catch(() => undefined);
    try {
      const found = await Promise.race([finding, patience]);
      if (found !== 'late') return found;
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
    } finally {
      clearTimeout(timer);
    }
    // Whoever the default realm has must not wait for its next answer either.
    availability.failed();
    this.#log.warn('a realm does not answer and is left out for names without a realm', { realm });
    return undefined;
  }

  /** Another realm's people have no name that means somebody here: whoever may write there could choose it. */
  #mark(account: DirectoryAccount): DirectoryAccount {
    if (account.realm === this.realm) return account;
    const { userPrincipalName: stated, ...rest } = account;
    const isTheirs = stated !== undefined && this.#routes.of(stated).realms.includes(account.realm);
    return { ...rest, ...(isTheirs ? { userPrincipalName: stated } : {}), isForeign: true };
  }

  #realmOf({ realm }: DirectoryAccount): RoutedRealm {
    return this.#realmNamed(realm);
  }

  #directoryOf(realm: string): Directory {
    return this.#realmNamed(realm).directory;
  }

  #realmNamed(name: string): RoutedRealm {
    const realm = this.#realms.get(name);
    if (realm === undefined)
      throw new DirectoryUnavailableError('there is no directory of that realm');
    return realm;
  }
}

function onlyOne<T>(found: readonly (T | undefined)[]): T | undefined {
  const present = found.filter((one) => one !== undefined);
  return present.length === 1 ? present[0] : undefined;
}
