import { DEFAULT_POLICY, settingAt, settingPaths } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import type { ResolvedPolicy } from './policies.js';
import type { PolicyIndex } from './policy-index.js';

/** Which policy won, and by which assignment. */
export function originOf({ name, version, by }: ResolvedPolicy): administration.PolicyOrigin {
  return version === undefined ? { by } : { policy: { name, version }, by };
}

/**
 * For each setting at a door its value as the engine has it, and who gave it: the last layer that sets it.
 *
 * @param settings only these
 */
export function explainSettings(
  index: PolicyIndex,
  resolved: ResolvedPolicy,
  settings: readonly string[],
): administration.ExplainedSetting[] {
  const giverOf = (path: string): administration.PolicyOrigin => {
    const layer = index
      .layersOf(resolved)
      .findLast((one) => settingAt(one.settings, path) !== undefined);
    if (layer === undefined) return { by: { to: 'shipped' } };
    const { policy, profile } = layer;
    const by: administration.PolicyAssignment =
      policy.name === resolved.name ? resolved.by : { to: 'everyone' };
    return { policy, by, ...(profile === undefined ? {} : { profile }) };
  };
  return settings.map((setting) => {
    const value = settingAt(resolved.settings, setting);
    const origin = giverOf(setting);
    const limit = limitOf(index, resolved, setting);
    return {
      setting,
      ...(value === undefined ? {} : { value }),
      origin: limit === undefined ? origin : { ...giverOf(limit), limitedBy: limit },
    };
  });
}

/** The settings that can be asked for at a door. */
export function settingsAt(door: string, setting: string | undefined): string[] {
  return settingPaths(door).filter((path) => setting === undefined || path === setting);
}

/** The setting that keeps a value smaller than the policies say: see `mergeSettings`. */
function limitOf(
  index: PolicyIndex,
  resolved: ResolvedPolicy,
  setting: string,
): string | undefined {
  if (setting !== 'lockout.sourceStrikes') return undefined;
  const layers = index.layersOf(resolved);
  const said = layers
    .map((layer) => layer.settings.lockout?.sourceStrikes)
    .findLast((value) => value !== undefined);
  const { sourceStrikes, strikes } = resolved.settings.lockout;
  const wanted = said ?? DEFAULT_POLICY.lockout.sourceStrikes;
  return wanted > strikes && sourceStrikes === strikes ? 'lockout.strikes' : undefined;
}
