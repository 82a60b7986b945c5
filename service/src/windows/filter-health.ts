import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

import { typedRegistry } from '../config/typed-registry.js';
import { POLICY_KEY, SETTINGS_KEY } from './names.js';
import { readRegistryKey } from './registry.js';
import type { RegistryValue } from './registry.js';

/** `kFilterClsid` and `kProviderClsid` of native/provider/guids.h. */
const FILTER = '{4f3b7a52-6e0d-4b8e-9d0c-51c2f8a7e6b4}';
const PROVIDER = '{bb9f93a5-0b25-4294-9f86-607358abf3f1}';
const AUTHENTICATION = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Authentication';
const FILTER_KEY = `${AUTHENTICATION}\\Credential Provider Filters\\${FILTER}`;
const PROVIDER_KEY = `${AUTHENTICATION}\\Credential Providers\\${PROVIDER}`;
const CLASSES = 'SOFTWARE\\Classes\\CLSID';
const FILTER_SERVER_KEY = `${CLASSES}\\${FILTER}\\InprocServer32`;
const PROVIDER_SERVER_KEY = `${CLASSES}\\${PROVIDER}\\InprocServer32`;
/** Where the provider counts its crashes until the next boot, and the value that says there were too many (native/win/crash_sentinel.cpp). */
const STARTS_KEY = `${SETTINGS_KEY}\\Starts`;
const OFF = 'Off';

/** Windows' own tile for the password, as `AllowedProviders` may name it (native/provider/known_providers.cpp). */
const PASSWORD_PROVIDER = ['password', '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}'];

type Reason =
  | 'not-registered'
  | 'disabled'
  | 'provider-not-registered'
  | 'provider-disabled'
  | 'dll-missing'
  | 'dll-changed'
  | 'switched-off'
  | 'observing'
  | 'provider-crashed'
  | 'password-allowed';

/** Whether other credential providers are hidden here, and why not (R3). */
export type FilterHealth = { inForce: true; sha256: string } | { inForce: false; reason: Reason };

/** What Windows keeps of a provider or filter. */
export interface Registration {
  isRegistered: boolean;
  /** LogonUI leaves it out where this is 1. */
  disabled: RegistryValue | undefined;
}

/** What the registry says, and the DLL. */
export interface FilterFacts {
  registration: Registration;
  /** Of our provider: LogonUI asks no filter for a tile that is not there. */
  provider: Registration;
  /** SHA-256 in hexadecimal; undefined where the registered DLL is not there. */
  sha256: string | undefined;
  /** What the installer wrote down of the DLL, where it did. */
  expectedSha256: RegistryValue | undefined;
  filter: RegistryValue | undefined;
  stage: RegistryValue | undefined;
  /** Our provider is off until the next boot, after too many crashes. */
  hasCrashed: boolean;
  whenProviderCrashes: RegistryValue | undefined;
  allowedProviders: RegistryValue | undefined;
}

/** As the filter itself decides (native/core/service_down.cpp); it looks at the service besides. */
export function judgeFilter(facts: FilterFacts): FilterHealth {
  const { sha256 } = facts;
  const reason = reasonOf(facts);
  if (reason !== undefined) return { inForce: false, reason };
  return sha256 === undefined
    ? { inForce: false, reason: 'dll-missing' }
    : { inForce: true, sha256 };
}

function reasonOf(facts: FilterFacts): Reason | undefined {
  const { filter, stage } = facts;
  const missing = installationFault(facts);
  if (missing !== undefined) return missing;
  if (filter === 0) return 'switched-off';
  if (filter === undefined && stage === 'observe') return 'observing';
  if (facts.hasCrashed && facts.whenProviderCrashes === 'system-providers')
    return 'provider-crashed';
  return allowsPassword(facts.allowedProviders) ? 'password-allowed' : undefined;
}

function installationFault({
  registration,
  provider,
  sha256,
  expectedSha256,
}: FilterFacts): Reason | undefined {
  if (!registration.isRegistered) return 'not-registered';
  if (registration.disabled === 1) return 'disabled';
  if (!provider.isRegistered) return 'provider-not-registered';
  if (provider.disabled === 1) return 'provider-disabled';
  if (sha256 === undefined) return 'dll-missing';
  const isExpected = typeof expectedSha256 !== 'string' || expectedSha256.toLowerCase() === sha256;
  return isExpected ? undefined : 'dll-changed';
}

/** A short name is read as it stands, a CLSID without regard to case. */
function allowsPassword(allowed: RegistryValue | undefined): boolean {
  if (!Array.isArray(allowed)) return false;
  return allowed.some((name) =>
    PASSWORD_PROVIDER.includes(name.startsWith('{') ? name.toLowerCase() : name),
  );
}

const READ_AS = {
  Filter: 'number',
  WhenProviderCrashes: 'string',
  AllowedProviders: 'strings',
} as const;

/** @throws WindowsError when the registry cannot be read */
export function readFilterHealth(): FilterHealth {
  const installed = readRegistryKey(SETTINGS_KEY);
  const settings = typedRegistry(readRegistryKey(POLICY_KEY), installed, READ_AS);
  const dll = readRegistryKey(FILTER_SERVER_KEY)[''];
  const isThere = typeof dll === 'string' && existsSync(dll);
  const provider = registrationAt(PROVIDER_KEY);
  const hasServer = readRegistryKey(PROVIDER_SERVER_KEY)[''] !== undefined;
  return judgeFilter({
    registration: registrationAt(FILTER_KEY),
    provider: { ...provider, isRegistered: provider.isRegistered && hasServer },
    sha256: isThere ? createHash('sha256').update(readFileSync(dll)).digest('hex') : undefined,
    expectedSha256: installed['ProviderSha256'],
    filter: settings['Filter'],
    stage: installed['Stage'],
    hasCrashed: readRegistryKey(STARTS_KEY)[OFF] !== undefined,
    whenProviderCrashes: settings['WhenProviderCrashes'],
    allowedProviders: settings['AllowedProviders'],
  });
}

function registrationAt(key: string): Registration {
  const values = readRegistryKey(key);
  return { isRegistered: values[''] !== undefined, disabled: values['Disabled'] };
}
