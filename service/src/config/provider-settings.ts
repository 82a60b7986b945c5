import type { SettingKind } from './settings.js';

/** What the credential provider reads by itself, in C++: the service may be down when it matters. */
interface ProviderSetting {
  registryType: 'REG_SZ' | 'REG_DWORD' | 'REG_MULTI_SZ';
  kind: SettingKind | { type: 'list' };
  fallback: string;
  effect: string;
}

/**
 * The settings of `native/win/settings.cpp`, by their names in the registry; under the same two keys as the service's, and
 * read at every submission. `test/acceptance/group-policy.test.ts` compares both.
 */
export const PROVIDER_SETTINGS = {
  WhenServiceDown: {
    registryType: 'REG_SZ',
    kind: { type: 'one-of', values: ['deny', 'break-glass', 'system-providers'] },
    fallback: '`break-glass`',
    effect:
      'What the tile does while the service is down: `deny` lets nobody in, `break-glass` the accounts of `BreakGlassSids` with the password alone, `system-providers` refers to the other sign-in options. Any other text denies.',
  },
  BreakGlassSids: {
    registryType: 'REG_MULTI_SZ',
    kind: { type: 'list' },
    fallback: 'none',
    effect:
      'SIDs of the accounts that may log on with the password alone while the service is down. Windows checks it, and each use is in the event log.',
  },
  ServiceWaitSeconds: {
    registryType: 'REG_DWORD',
    kind: { type: 'whole', min: 0, max: 30 },
    fallback: '30',
    effect: 'Seconds that a tile waits for the service before it counts as down.',
  },
} as const satisfies Record<string, ProviderSetting>;

export type ProviderSettingName = keyof typeof PROVIDER_SETTINGS;
