import type { PolicySettings } from '@gatehouse/protocol';

/** Whether a policy leaves a workstation anything to keep. What the person has enrolled is not looked at. */
export function allowsKit({ desktop }: Pick<PolicySettings, 'desktop'>): boolean {
  // Whoever is not asked for a factor is not asked without the server either; who that is, the kit looks up.
  if (desktop.mode !== 'enforce' || desktop.exclusions.length > 0) return true;
  // A recovery without the server is a logon without it: what is denied is not to be had by answers either.
  return desktop.offline !== 'deny';
}
