import type { Entry, SearchOptions } from 'ldapts';

import type { PasswordRules } from '../password-rules.js';
import { text } from './entry.js';
import { readFileTime } from './file-time.js';

/** A search as the service account, within the budget of the call. */
export type Search = (base: string, options: SearchOptions) => Promise<Entry[]>;

/** The rules of a domain or of a password settings object, and how long a lock lasts. */
export interface PasswordPolicy extends PasswordRules {
  /** Undefined when only an administrator ends a lock, and when it is not known. */
  lockoutMs: number | undefined;
}

/** Where a policy keeps what: the domain in its own attributes, a password settings object in others. */
interface PolicyAttributes {
  length: string;
  history: string;
  age: string;
  lockout: string;
  complexity: (entry: Entry) => boolean;
}

/** DOMAIN_PASSWORD_COMPLEX ([MS-SAMR] 2.2.1.6). */
const PASSWORD_COMPLEX = 0x1;

const OF_DOMAIN: PolicyAttributes = {
  length: 'minPwdLength',
  history: 'pwdHistoryLength',
  age: 'minPwdAge',
  lockout: 'lockoutDuration',
  complexity: (entry) => (number(entry, 'pwdProperties') & PASSWORD_COMPLEX) !== 0,
};

const OF_SETTINGS: PolicyAttributes = {
  length: 'msDS-MinimumPasswordLength',
  history: 'msDS-PasswordHistoryLength',
  age: 'msDS-MinimumPasswordAge',
  lockout: 'msDS-LockoutDuration',
  complexity: (entry) => text(entry, 'msDS-PasswordComplexityEnabled') === 'TRUE',
};

/** Rules that forbid nothing: what is said where the real ones cannot be read, for the controller judges in any case. */
const UNKNOWN: PasswordPolicy = {
  minimumLength: 1,
  complexity: false,
  historyLength: 0,
  minimumAgeSeconds: 0,
  lockoutMs: undefined,
};

/**
 * The password policy of an account: of its password settings object where one applies to it ([MS-ADTS] 3.1.1.4.5.36,
 * msDS-ResultantPSO), else of the domain.
 *
 * @param unreadable is told of a settings object that the service account may not read, as is the default
 */
export async function readPasswordPolicy(
  search: Search,
  { userDn, domainDn }: { userDn: string; domainDn: string },
  unreadable: () => void,
): Promise<PasswordPolicy> {
  const [user] = await readBase(search, userDn, ['msDS-ResultantPSO']);
  const settingsDn = user && text(user, 'msDS-ResultantPSO');
  const attributes = settingsDn === undefined ? OF_DOMAIN : OF_SETTINGS;
  const { length, history, age, lockout } = attributes;
  const [entry] = await readBase(search, settingsDn ?? domainDn, [
    ...[length, history, age, lockout],
    ...['pwdProperties', 'msDS-PasswordComplexityEnabled'],
  ]);
  if (entry === undefined || text(entry, length) === undefined) {
    unreadable();
    return UNKNOWN;
  }
  return {
    ...(settingsDn === undefined ? {} : { name: commonNameOf(settingsDn) }),
    minimumLength: number(entry, length),
    complexity: attributes.complexity(entry),
    historyLength: number(entry, history),
    minimumAgeSeconds: (milliseconds(entry, age) ?? 0) / 1000,
    lockoutMs: milliseconds(entry, lockout),
  };
}

/** After how many wrong passwords a controller locks an account. */
export interface LockoutRule {
  /** 0 when it never does. */
  threshold: number;
  /** After how long without a wrong password it begins to count anew; undefined for never. */
  windowMs: number | undefined;
}

/** Where the domain, and where a password settings object keeps that ([MS-ADTS] 3.1.1.3.4.3.4, lockout). */
const LOCKOUT_RULES = {
  domain: { threshold: 'lockoutThreshold', window: 'lockOutObservationWindow' },
  settings: { threshold: 'msDS-LockoutThreshold', window: 'msDS-LockoutObservationWindow' },
} as const;

/** @returns undefined where it cannot be read */
export async function readLockoutRule(
  search: Search,
  dn: string,
  kind: keyof typeof LOCKOUT_RULES,
): Promise<LockoutRule | undefined> {
  const { threshold, window } = LOCKOUT_RULES[kind];
  const [entry] = await readBase(search, dn, [threshold, window]);
  if (entry === undefined || text(entry, threshold) === undefined) return undefined;
  return { threshold: number(entry, threshold), windowMs: milliseconds(entry, window) };
}

export const LOCKOUT_ATTRIBUTES = ['msDS-User-Account-Control-Computed', 'lockoutTime'];

/** UF_LOCKOUT ([MS-ADTS] 2.2.16): the controller has looked at the clock already. */
const LOCKED = 0x10;

/** Whether an account is locked now, from the first of {@link LOCKOUT_ATTRIBUTES}. */
export function isLocked(entry: Entry): boolean {
  return (number(entry, 'msDS-User-Account-Control-Computed') & LOCKED) !== 0;
}

/** Since when an account is locked that is locked now, from {@link LOCKOUT_ATTRIBUTES}. */
export function lockedAt(entry: Entry): Date | undefined {
  return isLocked(entry) ? (readFileTime(text(entry, 'lockoutTime')) ?? new Date(0)) : undefined;
}

/** What an entry is called: the first value of its distinguished name, without escapes (RFC 4514). */
function commonNameOf(dn: string): string {
  const [, value = dn] = /^[^=]+=((?:\\.|[^,\\])+)/.exec(dn) ?? [];
  return value.replaceAll(/\\(.)/g, '$1');
}

function readBase(search: Search, dn: string, attributes: string[]): Promise<Entry[]> {
  return search(dn, { scope: 'base', attributes });
}

function number(entry: Entry, attribute: string): number {
  return Number(text(entry, attribute) ?? 0);
}

const NEVER = 2n ** 63n;

/** Durations are negative, in units of 100 ns; 0 and the most negative one mean that there is no end. */
function milliseconds(entry: Entry, attribute: string): number | undefined {
  const value = text(entry, attribute) ?? '0';
  if (!/^-\d{1,19}$/.test(value) || -BigInt(value) >= NEVER) return undefined;
  return Number(-BigInt(value) / 10_000n) || undefined;
}
