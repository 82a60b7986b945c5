import type { PartialPolicySettings, PolicySettings } from '@gatehouse/protocol';

/** The settings of a policy, with `base` where it says nothing. */
export function mergeSettings(
  base: PolicySettings,
  settings: PartialPolicySettings,
): PolicySettings {
  return {
    logon: { desktop: fill(base.logon.desktop, settings.logon?.desktop) },
    lockout: fill(base.lockout, settings.lockout),
    otp: fill(base.otp, settings.otp),
    contact: fill(base.contact, settings.contact),
  };
}

/** Like object spread, except that a property which is present but undefined leaves the base alone. */
function fill<T extends object>(base: T, changes: { [K in keyof T]?: T[K] | undefined } = {}): T {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}
