import type { PartialPolicySettings, PolicySettings } from '@gatehouse/protocol';

/**
 * `base` with the settings of policies over it, the later ones first. A source gets no more attempts than the
 * principal has, whichever policies the two numbers come from: else no source would be locked out by itself (R44).
 */
export function mergeSettings(
  base: PolicySettings,
  ...layers: readonly PartialPolicySettings[]
): PolicySettings {
  const merged = layers.reduce(overlay, base);
  const { strikes, sourceStrikes } = merged.lockout;
  return {
    ...merged,
    lockout: { ...merged.lockout, sourceStrikes: Math.min(sourceStrikes, strikes) },
  };
}

function overlay(base: PolicySettings, settings: PartialPolicySettings): PolicySettings {
  return {
    logon: { desktop: fill(base.logon.desktop, settings.logon?.desktop) },
    lockout: fill(base.lockout, settings.lockout),
    otp: fill(base.otp, settings.otp),
    contact: fill(base.contact, settings.contact),
    answers: fill(base.answers, settings.answers),
    recovery: fill(base.recovery, settings.recovery),
    enrollment: fill(base.enrollment, settings.enrollment),
    desktop: fill(base.desktop, settings.desktop),
    selfService: fill(base.selfService, settings.selfService),
  };
}

/** Like object spread, except that a property which is present but undefined leaves the base alone. */
function fill<T extends object>(base: T, changes: { [K in keyof T]?: T[K] | undefined } = {}): T {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}
