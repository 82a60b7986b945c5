import { PROVIDER_SETTINGS } from '../provider-settings.js';
import type { ProviderSettingName } from '../provider-settings.js';
import { SETTINGS, SETTING_NAMES, registryNameOf } from '../settings.js';
import type { SettingKind, SettingName } from '../settings.js';

/** Settings that no group policy sets, and why. */
export const WITHOUT_POLICY = {
  socketPath: 'Linux only',
  demoPasswordFile: 'for demonstrations only',
  demoDomainController: 'for demonstrations and tests only',
  demoPasswordChanges: 'for demonstrations and tests only',
} as const satisfies Partial<Record<SettingName, string>>;

type PolicySettingName = Exclude<SettingName, keyof typeof WITHOUT_POLICY>;

/** Names of registry values, which are the names of their policies. */
export type PolicyName = Capitalize<PolicySettingName> | ProviderSettingName;

/** One registry value that a group policy sets. */
export interface Policy {
  name: PolicyName;
  category: 'provider' | 'service';
  kind: SettingKind | { type: 'list' };
  registryType: string;
}

const isSetByPolicy = (name: SettingName): name is PolicySettingName =>
  !Object.hasOwn(WITHOUT_POLICY, name);

/** Every policy, in the order of the declarations. */
export const POLICIES: readonly Policy[] = [
  ...SETTING_NAMES.filter(isSetByPolicy).map((name): Policy => {
    const { check, registryType } = SETTINGS[name];
    const spelled = registryNameOf(name) as Capitalize<PolicySettingName>;
    return { name: spelled, category: 'service', kind: check.kind, registryType };
  }),
  ...(Object.keys(PROVIDER_SETTINGS) as ProviderSettingName[]).map((name): Policy => {
    const { kind, registryType } = PROVIDER_SETTINGS[name];
    return { name, category: 'provider', kind, registryType };
  }),
];
