import type { Exclusion, PolicySettings } from '@gatehouse/protocol';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { hasWindowsAccount } from '../directory/directory.js';

/**
 * The exclusion that holds for an account now: its own, or that of a group that it is in, directly or nested. Of several, the
 * one that lasts longest.
 *
 * @throws DirectoryUnavailableError when the groups cannot be read: nobody is taken for excluded by guess
 */
export async function exclusionOf(
  account: DirectoryAccount,
  { desktop }: Pick<PolicySettings, 'desktop'>,
  { directory, now }: { directory: Pick<Directory, 'groups'>; now: Date },
): Promise<Exclusion | undefined> {
  const inForce = desktop.exclusions.filter(({ until }) => endOf(until) > now.getTime());
  if (inForce.length === 0 || !hasWindowsAccount(account)) return undefined;
  const own = inForce.filter(({ sid }) => sid === account.sid);
  const groups = new Set((await directory.groups(account)).map(({ sid }) => sid));
  const all = [...own, ...inForce.filter(({ sid }) => groups.has(sid))];
  return all.sort((a, b) => endOf(b.until) - endOf(a.until))[0];
}

function endOf(until: string | undefined): number {
  return until === undefined ? Infinity : Date.parse(until);
}
