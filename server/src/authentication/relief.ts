import type { Exclusion, PolicySettings } from '@gatehouse/protocol';

import type { Directory, DirectoryAccount } from '../directory/directory.js';
import { asksFactor, isDesktop } from './asks-factor.js';
import { exclusionOf } from './exclusions.js';
import type { BeginRequest } from './logon-engine.js';

/** Why a right password is enough; `optional` where the person has no factor, and the stage asks for none. */
export type Relief =
  { because: 'not-asked' | 'grace' | 'optional' } | { because: 'excluded'; exclusion: Exclusion };

/** How somebody comes in. */
export type WayIn = Pick<
  BeginRequest,
  'source' | 'scenario' | 'remote' | 'session' | 'secondsSinceFactor' | 'localGroups'
>;

/**
 * Why this attempt is asked for no second factor; undefined when it is asked. Called after a right password.
 *
 * @throws DirectoryUnavailableError
 */
export async function reliefOf(
  { request, settings, now }: { request: WayIn; settings: PolicySettings; now: Date },
  account: DirectoryAccount,
  directory: Pick<Directory, 'groups'>,
): Promise<Relief | undefined> {
  if (!asksFactor(request, settings)) return { because: 'not-asked' };
  if (!isDesktop(request)) return undefined;
  const { localGroups } = request;
  const exclusion = await exclusionOf(account, settings, { directory, now, localGroups });
  if (exclusion !== undefined) return { because: 'excluded', exclusion };
  return isWithinGrace(request, settings.desktop.unlockGraceMinutes)
    ? { because: 'grace' }
    : undefined;
}

/** R7: an unlock at the computer itself, of a logon that proved a factor a short while ago. */
function isWithinGrace(
  { scenario, remote, session, secondsSinceFactor }: WayIn,
  minutes: number,
): boolean {
  if (scenario !== 'unlock' || remote !== false || session?.type !== 'console') return false;
  return secondsSinceFactor !== undefined && secondsSinceFactor < minutes * 60;
}
