import type { Entry, Filter, SearchOptions } from 'ldapts';

import type { DirectoryAccount, DirectoryMatches, DirectorySearch } from '../directory.js';
import { searchBases } from '../search-scope.js';
import { orNothing } from './domain-password-check.js';
import type { Search } from './password-policy.js';

/** How a dialect is searched. */
export interface PeopleSearch {
  /** Within the budget of the call. */
  search: Search;
  realm: string;
  baseDn: string;
  filter: Filter;
  attributes: readonly string[];
  /** Undefined for what is no person. */
  read: (entry: Entry) => DirectoryAccount | undefined;
}

/** Searches beneath the base, or beneath each of the OUs that the scope reaches, until there are enough. */
export async function searchPeople(
  { limit, scope }: DirectorySearch,
  { search, realm, baseDn, filter, attributes, read }: PeopleSearch,
): Promise<DirectoryMatches> {
  const accounts: DirectoryAccount[] = [];
  const options: SearchOptions = { scope: 'sub', filter, attributes: [...attributes] };
  for (const base of searchBases(scope, { realm, baseDn })) {
    // An OU of a scope may be gone since.
    const ask = base === baseDn ? search : orNothing(search);
    const entries = await ask(base, { ...options, sizeLimit: limit + 1 - accounts.length });
    accounts.push(...entries.map(read).filter((account) => account !== undefined));
    if (accounts.length > limit) break;
  }
  return { accounts: accounts.slice(0, limit), more: accounts.length > limit, away: [] };
}
