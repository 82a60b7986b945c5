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

/** Setting by setting, group by group: a list or a question is replaced, not merged. */
function overlay(base: PolicySettings, settings: PartialPolicySettings): PolicySettings {
  const { logon: doors, ...features } = settings;
  const { logon, ...rest } = base;
  return { logon: fillGroups(logon, doors), ...fillGroups(rest, features) };
}

type Unset<T> = { [K in keyof T]?: T[K] | undefined };

function fillGroups<T extends Record<string, object>>(
  groups: T,
  changes: { [K in keyof T]?: Unset<T[K]> | undefined } = {},
): T {
  const filled = Object.entries(groups).map(([name, group]) => [name, fill(group, changes[name])]);
  return Object.fromEntries(filled) as T;
}

/** Like object spread, except that a property which is present but undefined leaves the base alone. */
function fill<T extends object>(base: T, changes: Unset<T> = {}): T {
  const set = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(set) };
}
