import type { Exclusion, LocalGroup, PolicySettings } from '@gatehouse/protocol';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { hasWindowsAccount } from '../directory/directory.js';

/**
 * The exclusion that holds for an account now: its own, or that of a group that it is in, directly or nested. Of several, the
 * one that lasts longest.
 *
 * @param localGroups groups of the computer that somebody logs on at, of which it is believed as in all that it says: it
 *   could have let them in without us
 * @throws DirectoryUnavailableError when the groups cannot be read: nobody is taken for excluded by guess
 */
export async function exclusionOf(
  account: DirectoryAccount,
  { desktop }: Pick<PolicySettings, 'desktop'>,
  {
    directory,
    now,
    localGroups = [],
  }: {
    directory: Pick<Directory, 'groups'>;
    now: Date;
    localGroups?: readonly LocalGroup[] | undefined;
  },
): Promise<Exclusion | undefined> {
  const inForce = desktop.exclusions.filter(({ until }) => endOf(until) > now.getTime());
  if (inForce.length === 0 || !hasWindowsAccount(account)) return undefined;
  const own = inForce.filter(({ sid }) => sid === account.sid);
  const groups = new Set((await directory.groups(account)).map(({ sid }) => sid));
  const local = localGroupsOf(account, groups, localGroups);
  const all = [...own, ...inForce.filter(({ sid }) => groups.has(sid) || local.has(sid))];
  return all.sort((a, b) => endOf(b.until) - endOf(a.until))[0];
}

function endOf(until: string | undefined): number {
  return until === undefined ? Infinity : Date.parse(until);
}

/** Whoever is in a group of a computer is so directly or by way of a group of the domain: Windows nests no others there. */
function localGroupsOf(
  { sid: own }: DirectoryAccount,
  groups: ReadonlySet<string | undefined>,
  localGroups: readonly LocalGroup[],
): Set<string> {
  // Who is in a group of the domain, the domain alone says.
  const domain = own.slice(0, own.lastIndexOf('-') + 1);
  return new Set(
    localGroups
      .filter(({ sid }) => !sid.startsWith(domain))
      .filter(({ members }) => members.some((member) => member === own || groups.has(member)))
      .map(({ sid }) => sid),
  );
}
