import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { POLICY_KEY, SETTINGS_KEY } from './names.js';
import { readRegistryKey } from './registry.js';
import type { RegistryValue } from './registry.js';

/** `kFilterClsid` of native/provider/guids.h. */
const FILTER = '{4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}';
const FILTER_KEY = `SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication\\Credential Provider Filters\\${FILTER}`;
const SERVER_KEY = `SOFTWARE\\Classes\\CLSID\\${FILTER}\\InprocServer32`;

/** Whether other credential providers are hidden here, and why not (R3). */
export type FilterHealth =
  | { inForce: true; sha256: string }
  | {
      inForce: false;
      reason: 'not-registered' | 'dll-missing' | 'dll-changed' | 'switched-off' | 'observing';
    };

/** What the registry says, and the DLL. */
export interface FilterFacts {
  isRegistered: boolean;
  /** SHA-256 in hexadecimal; undefined where the registered DLL is not there. */
  sha256: string | undefined;
  /** What the installer wrote down of the DLL, where it did. */
  expectedSha256: RegistryValue | undefined;
  filter: RegistryValue | undefined;
  stage: RegistryValue | undefined;
}

/** As the filter itself decides (native/core/service_down.cpp); it looks at the service besides. */
export function judgeFilter(facts: FilterFacts): FilterHealth {
  const { isRegistered, sha256, expectedSha256, filter, stage } = facts;
  if (!isRegistered) return { inForce: false, reason: 'not-registered' };
  if (sha256 === undefined) return { inForce: false, reason: 'dll-missing' };
  const isExpected = typeof expectedSha256 !== 'string' || expectedSha256.toLowerCase() === sha256;
  if (!isExpected) return { inForce: false, reason: 'dll-changed' };
  if (filter === 0) return { inForce: false, reason: 'switched-off' };
  if (filter === undefined && stage === 'observe') return { inForce: false, reason: 'observing' };
  return { inForce: true, sha256 };
}

/** @throws WindowsError when the registry cannot be read */
export function readFilterHealth(): FilterHealth {
  const installed = readRegistryKey(SETTINGS_KEY);
  const dll = readRegistryKey(SERVER_KEY)[''];
  const isThere = typeof dll === 'string' && existsSync(dll);
  return judgeFilter({
    isRegistered: readRegistryKey(FILTER_KEY)[''] !== undefined,
    sha256: isThere ? createHash('sha256').update(readFileSync(dll)).digest('hex') : undefined,
    expectedSha256: installed['ProviderSha256'],
    filter: readRegistryKey(POLICY_KEY)['Filter'] ?? installed['Filter'],
    stage: installed['Stage'],
  });
}
