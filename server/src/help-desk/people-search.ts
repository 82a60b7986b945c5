import { administration, parseReference } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import { isWithinScope } from '../access/scope.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { Directory, DirectoryAccount, DirectoryMatches } from '../directory/directory.js';
import type { TokenStore } from '../tokens/token-store.js';
import type { People } from './people.js';
import type { PersonRecords } from './person-records.js';

type By = administration.FoundUser['by'];

/** People that one reference is about: one, as a rule. */
const MOST_OF_REFERENCE = 10;

/** Finds people by what a caller can say of themselves. */
export class PeopleSearch {
  readonly #directory: Directory;
  readonly #people: People;
  readonly #records: PersonRecords;
  readonly #tokens: Pick<TokenStore, 'find'>;

  constructor(parts: {
    directory: Directory;
    people: People;
    records: PersonRecords;
    tokens: Pick<TokenStore, 'find'>;
  }) {
    this.#directory = parts.directory;
    this.#people = parts.people;
    this.#records = parts.records;
    this.#tokens = parts.tokens;
  }

  /** Whoever is outside of the operator's scope is not found, by whatever they are looked for. */
  async search(
    { text, limit }: administration.SearchUsers,
    { scope }: Pick<Operator, 'scope'>,
  ): Promise<administration.FoundUsers> {
    const away = new Set<string>();
    const [matches, exact, ...others] = await Promise.all([
      this.#orAway(away, () => this.#directory.search({ text, limit, scope })),
      this.#orAway(away, async () => matchesOf(await this.#directory.find(text)), text),
      this.#byIds([text], 'id', scope, away),
      this.#byIds(await this.#ofReference(text), 'reference', scope, away),
      this.#byIds(await this.#ofToken(text), 'token', scope, away),
    ]);
    const found = new Map<string, administration.FoundUser>();
    // Who is meant exactly comes first, and is there however many others there are.
    const named = [...(exact?.accounts ?? []), ...(matches?.accounts ?? [])];
    for (const { account, by } of [
      ...others.flat(),
      ...named.map((one) => ({ account: one, by: undefined })),
    ]) {
      if (!isWithinScope(scope, account) || found.has(account.principalId)) continue;
      found.set(account.principalId, foundUser(account, by));
    }
    for (const realm of matches?.away ?? []) away.add(realm);
    const users = [...found.values()];
    return {
      users: users.slice(0, limit),
      more: matches?.more === true || users.length > limit,
      away: [...away].toSorted(),
    };
  }

  /** A directory that is away is named instead of failing the search. */
  async #orAway<T>(
    away: Set<string>,
    ask: () => Promise<T>,
    typed?: string,
  ): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof DirectoryUnavailableError)) throw error;
      away.add(typed === undefined ? this.#directory.realm : this.#directory.realmOf(typed));
      return undefined;
    }
  }

  async #byIds(
    ids: readonly string[],
    by: By,
    scope: Operator['scope'],
    away: Set<string>,
  ): Promise<{ account: DirectoryAccount; by: By }[]> {
    const found = await Promise.all(
      ids.map(async (id) => {
        try {
          return await this.#people.byIds([id], { scope });
        } catch (error) {
          if (!(error instanceof DirectoryUnavailableError)) throw error;
          // Of a text that is no id at all, the default realm says more when it is searched.
          away.add(id.includes('/') ? id.slice(0, id.indexOf('/')) : this.#directory.realm);
          return [];
        }
      }),
    );
    return found.flat().map((account) => ({ account, by }));
  }

  async #ofReference(text: string): Promise<string[]> {
    const correlation = parseReference(text);
    return correlation === undefined
      ? []
      : this.#records.principalsOf(correlation, MOST_OF_REFERENCE);
  }

  async #ofToken(text: string): Promise<string[]> {
    const serial = administration.TokenSerial.safeParse(text.trim());
    const token = serial.success ? await this.#tokens.find(serial.data) : undefined;
    return token?.principalId === undefined ? [] : [token.principalId];
  }
}

function matchesOf(account: DirectoryAccount | undefined): DirectoryMatches {
  return { accounts: account === undefined ? [] : [account], more: false, away: [] };
}

function foundUser(account: DirectoryAccount, by: By): administration.FoundUser {
  const { principalId, samAccountName: name, realm, netbiosDomain, displayName, mail } = account;
  return {
    ...{ principalId, name, realm, netbiosDomain, disabled: account.disabled === true },
    ...(displayName === undefined ? {} : { displayName }),
    ...(mail === undefined ? {} : { mail }),
    ...(by === undefined ? {} : { by }),
  };
}
