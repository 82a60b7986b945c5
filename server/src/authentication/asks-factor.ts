import type { PolicySettings } from '@gatehouse/protocol';

import type { BeginRequest, Door } from './logon-engine.js';

/** Doors that the group `desktop` is about: what it says lets nobody in at any other. */
const DESKTOP_DOORS: ReadonlySet<Door> = new Set<Door>(['desktop']);

export function isDesktop({ source }: Pick<BeginRequest, 'source'>): boolean {
  return DESKTOP_DOORS.has(source.door);
}

interface Judged {
  request: Pick<BeginRequest, 'source'>;
  settings: Pick<PolicySettings, 'desktop'>;
}

/** Whether Windows decides, and we only write down what we would have. */
export function isObserved({ request, settings }: Judged): boolean {
  return isDesktop(request) && settings.desktop.mode === 'observe';
}

/** Whether people who have no factor get in without one: they may be invited to enrol one. */
export function isOptional({ request, settings }: Judged): boolean {
  return isDesktop(request) && settings.desktop.mode === 'optional';
}

/**
 * Whether this way in asks for more than the password. A workstation is believed in how somebody came in, as in all it
 * says: it could have let them in without us.
 */
export function asksFactor(
  { source, scenario, remote }: Pick<BeginRequest, 'source' | 'scenario' | 'remote'>,
  { logon, desktop }: Pick<PolicySettings, 'logon' | 'desktop'>,
): boolean {
  if (logon[source.door].require === 'none') return false;
  if (!isDesktop({ source }) || scenario === undefined || remote === undefined) return true;
  // A new password is a key for every door: nobody changes it with the old one alone.
  const isAskedHere = scenario === 'change-password' || desktop.scenarios.includes(scenario);
  return isAskedHere && desktop.sessions.includes(remote ? 'remote' : 'local');
}
