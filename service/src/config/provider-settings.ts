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
      'SIDs of the accounts that may log on with the password alone while the service is down, or, at the console, while neither the server nor the workstation can decide (not joined, nobody reached and no kit). Windows checks it, and each use is in the event log (100, 420). None counts where `WhenServiceDown` is `deny`.',
  },
  ServiceWaitSeconds: {
    registryType: 'REG_DWORD',
    kind: { type: 'whole', min: 0, max: 30 },
    fallback: '30',
    effect: 'Seconds that a tile waits for the service before it counts as down.',
  },
  Filter: {
    registryType: 'REG_DWORD',
    kind: { type: 'whole', min: 0, max: 1 },
    fallback: '1, but 0 while the policy only observes',
    effect:
      '1 hides every other provider at logon, at unlock and in the prompt of User Account Control; 0 hides none.',
  },
  AllowedProviders: {
    registryType: 'REG_MULTI_SZ',
    kind: { type: 'list' },
    fallback: 'none',
    effect: 'Providers that stay beside ours: CLSIDs in braces, or short names.',
  },
  DefaultTile: {
    registryType: 'REG_SZ',
    kind: { type: 'one-of', values: ['windows', 'gatehouse'] },
    fallback: '`windows`',
    effect:
      '`gatehouse` has the logon screen begin with our first tile, `windows` leaves it the choice.',
  },
  RemoteWithoutPassword: {
    registryType: 'REG_SZ',
    kind: { type: 'one-of', values: ['deny', 'report'] },
    fallback: '`deny`',
    effect:
      'A remote session that brings no password (Restricted Admin, Remote Credential Guard): `deny` asks for it at our tile, `report` leaves it to Windows. Both are in the event log (103, 104).',
  },
  WhenProviderCrashes: {
    registryType: 'REG_SZ',
    kind: { type: 'one-of', values: ['enforce', 'system-providers'] },
    fallback: '`enforce`',
    effect:
      'After too many crashes of ours, until the next boot: `enforce` leaves break-glass accounts alone, `system-providers` gives the other providers back.',
  },
} as const satisfies Record<string, ProviderSetting>;

/** What the service reads as well, and declares: both speak one language. */
export const SHARED_SETTINGS = ['Language'] as const;

export type ProviderSettingName = keyof typeof PROVIDER_SETTINGS;
