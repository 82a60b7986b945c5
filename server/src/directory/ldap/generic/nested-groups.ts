import { EqualityFilter, OrFilter } from 'ldapts';
import type { Entry } from 'ldapts';

import { DirectoryUnavailableError } from '../../directory.js';
import type { DirectoryGroup } from '../../directory.js';
import { orNothing } from '../domain-password-check.js';
import { text } from '../entry.js';
import type { Search } from '../password-policy.js';

/** Names in one search: well under the size of a filter that servers accept. */
const NAMES_PER_SEARCH = 50;

/** Groups of one person. Whoever is in more than this is not served with some of them left out. */
const MAX_GROUPS = 1000;

/**
 * The groups of a person: those that name the person's entry (groupOfNames, groupOfUniqueNames), the person's user name
 * (posixGroup), or stand in the person's own attribute; and the groups that these are in, level by level. A group that was
 * seen is not looked at again, so groups may be in one another.
 *
 * @throws DirectoryUnavailableError when there are more than can be bounded: a policy for a group must not be lost that way
 */
export async function readNestedGroups(
  search: Search,
  person: { dn: string; name: string; memberOf: readonly string[] },
  { groupBaseDn, levels }: { groupBaseDn: string; levels: number },
): Promise<DirectoryGroup[]> {
  const groups = new Map<string, DirectoryGroup>();
  const add = (entries: readonly Entry[], level: number): string[] =>
    entries.flatMap((entry) => {
      const key = entry.dn.toLowerCase();
      if (groups.has(key)) return [];
      const name = text(entry, 'cn') ?? firstValueOf(entry.dn);
      groups.set(key, level === 0 ? { name } : { name, nested: true });
      if (groups.size > MAX_GROUPS) throw new DirectoryUnavailableError('too many groups');
      return [entry.dn];
    });
  const find = async (names: readonly EqualityFilter[], level: number): Promise<string[]> => {
    const filter = new OrFilter({ filters: [...names] });
    return add(await search(groupBaseDn, { scope: 'sub', filter, attributes: ['cn'] }), level);
  };

  let frontier = await find([...naming(person.dn), equals('memberUid', person.name)], 0);
  for (const dn of person.memberOf.slice(0, MAX_GROUPS)) {
    if (groups.has(dn.toLowerCase())) continue;
    const [entry = { dn }] = await orNothing(search)(dn, { scope: 'base', attributes: ['cn'] });
    frontier.push(...add([entry], 0));
  }
  for (let level = 1; frontier.length > 0; level++) {
    if (level > levels) throw new DirectoryUnavailableError('groups lie too deep in one another');
    const next: string[] = [];
    for (let i = 0; i < frontier.length; i += NAMES_PER_SEARCH) {
      next.push(...(await find(frontier.slice(i, i + NAMES_PER_SEARCH).flatMap(naming), level)));
    }
    frontier = next;
  }
  return [...groups.values()];
}

/** `vpn` of `cn=vpn,ou=groups,…`: what a group is called that may not be read. */
function firstValueOf(dn: string): string {
  return /^[^=]+=((?:\\.|[^,\\])+)/.exec(dn)?.[1] ?? dn;
}

function naming(dn: string): EqualityFilter[] {
  return [equals('member', dn), equals('uniqueMember', dn)];
}

function equals(attribute: string, value: string): EqualityFilter {
  return new EqualityFilter({ attribute, value });
}
