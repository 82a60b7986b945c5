import type { z } from 'zod';

import type { PolicyGroup } from './policy-group.js';
import { DOOR_GROUPS, FEATURE_GROUPS } from './policy.js';
import type { PartialPolicySettings, PolicyProfile, PolicySettings } from './policy.js';

/** The doors that have settings of their own: `logon.<door>`. */
export const DOORS = Object.keys(DOOR_GROUPS) as (keyof typeof DOOR_GROUPS)[];

interface NamedGroup {
  /** `lockout`, `logon.desktop` */
  prefix: string;
  /** What its own settings are called there; its departures look at nothing else. */
  group: PolicyGroup<z.ZodRawShape>;
}

/** The groups that matter at a door; all of them without one. */
export function groupsAt(door?: string): NamedGroup[] {
  const doors = Object.entries(DOOR_GROUPS).filter(([name]) => door === undefined || name === door);
  return [
    ...doors.map(([name, group]) => named(`logon.${name}`, group)),
    ...Object.entries(FEATURE_GROUPS).map(([name, group]) => named(name, group)),
  ];
}

/** The settings that matter at a door, as `lockout.strikes`; all of them without one. */
export function settingPaths(door?: string): string[] {
  return groupsAt(door).flatMap(({ prefix, group }) =>
    Object.keys(group.schema.shape).map((name) => `${prefix}.${name}`),
  );
}

/** The value at a path of {@link settingPaths}; undefined where it is not set. */
export function settingAt(settings: PartialPolicySettings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
      settings,
    );
}

/** What a profile sets. */
export function profileSettings(profile: PolicyProfile): PartialPolicySettings {
  const valuesOf = (groups: object) =>
    Object.fromEntries(
      Object.entries(groups).map(([name, group]) => {
        const values = Object.entries(named(name, group).group[profile]);
        return [name, Object.fromEntries(values.map(([key, set]) => [key, set?.value]))];
      }),
    );
  return { logon: valuesOf(DOOR_GROUPS), ...valuesOf(FEATURE_GROUPS) };
}

/** A setting that departs from `nist`, and why that matters. */
export interface PolicyDeparture {
  setting: string;
  value: unknown;
  because: string;
}

/** Where settings depart from `nist`, at one door or at all. */
export function departuresOf(settings: PolicySettings, door?: string): PolicyDeparture[] {
  return groupsAt(door).flatMap(({ prefix, group }) =>
    group.departures
      .filter(({ when }) => when(settingAt(settings, prefix) as Record<string, unknown>))
      .map(({ setting, because }) => {
        const path = `${prefix}.${setting}`;
        return { setting: path, value: settingAt(settings, path), because };
      }),
  );
}

/** Seen from outside, the settings of a group are names and values. */
function named(prefix: string, group: unknown): NamedGroup {
  return { prefix, group: group as NamedGroup['group'] };
}
