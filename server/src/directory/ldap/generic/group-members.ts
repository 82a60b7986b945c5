import { AndFilter, EqualityFilter, OrFilter } from 'ldapts';
import type { Entry } from 'ldapts';

import { DirectoryUnavailableError } from '../../directory.js';
import { orNothing } from '../domain-password-check.js';
import type { Search } from '../password-policy.js';

/** The classes of groups whose members a group can list (RFC 4519, RFC 2307). */
const GROUP_CLASSES = ['groupOfNames', 'groupOfUniqueNames', 'posixGroup'];

/** Entries that are looked at for one listing: an administrator looks at people, not at a whole company. */
const MAX_LOOKED_AT = 2000;

export interface GroupMembers {
  /** Entries that members' names lead to, and that are no groups. */
  entries: Entry[];
  /** User names of posixGroup. */
  names: string[];
  more: boolean;
}

/**
 * Who is in a group, through groups that are in it as well, level by level. An entry that was seen is not looked at again.
 *
 * @param search the person's filter is the caller's: entries that are neither groups nor read with `attributes` stay out
 * @returns undefined when there is no such group
 * @throws DirectoryUnavailableError when groups lie deeper in one another than `levels`
 */
export async function readGroupMembers(
  search: Search,
  name: string,
  options: { groupBaseDn: string; levels: number; attributes: string[]; limit: number },
): Promise<GroupMembers | undefined> {
  const { groupBaseDn, levels, limit } = options;
  const attributes = [...options.attributes, 'objectClass', 'member', 'uniqueMember', 'memberUid'];
  const [group] = await search(groupBaseDn, {
    scope: 'sub',
    filter: namedGroupFilter(name),
    attributes,
    sizeLimit: 1,
  });
  if (group === undefined) return undefined;
  const members: GroupMembers = { entries: [], names: [], more: false };
  const seen = new Set([group.dn.toLowerCase()]);
  let groups = [group];
  for (let level = 0; groups.length > 0; level++) {
    if (level > levels) throw new DirectoryUnavailableError('groups lie too deep in one another');
    const deeper: Entry[] = [];
    for (const each of groups) {
      members.names.push(...valuesOf(each, 'memberUid'));
      for (const dn of [...valuesOf(each, 'member'), ...valuesOf(each, 'uniqueMember')]) {
        if (seen.has(dn.toLowerCase())) continue;
        if (members.entries.length > limit || seen.size > MAX_LOOKED_AT) {
          return { ...members, more: true };
        }
        seen.add(dn.toLowerCase());
        const [entry] = await orNothing(search)(dn, { scope: 'base', attributes });
        if (entry === undefined) continue;
        (isGroup(entry) ? deeper : members.entries).push(entry);
      }
    }
    groups = deeper;
  }
  return members;
}

function namedGroupFilter(name: string): AndFilter {
  const classes = GROUP_CLASSES.map(
    (value) => new EqualityFilter({ attribute: 'objectClass', value }),
  );
  const named = new EqualityFilter({ attribute: 'cn', value: name });
  return new AndFilter({ filters: [new OrFilter({ filters: classes }), named] });
}

function isGroup(entry: Entry): boolean {
  const classes = valuesOf(entry, 'objectClass').map((value) => value.toLowerCase());
  return GROUP_CLASSES.some((known) => classes.includes(known.toLowerCase()));
}

function valuesOf(entry: Entry, attribute: string): string[] {
  return [entry[attribute]].flat().filter((value): value is string => typeof value === 'string');
}
