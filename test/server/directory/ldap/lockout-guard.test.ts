import { beforeEach, expect, test } from '@jest/globals';
import type { Entry } from 'ldapts';

import { LockoutGuard } from '../../../../server/src/directory/ldap/lockout-guard.js';

const DOMAIN = 'DC=corp,DC=test';
const SETTINGS = 'CN=own,CN=Password Settings Container,CN=System,DC=corp,DC=test';
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 26);

/** FILETIME, 100 ns since 1601, and a duration as policies write it. */
const fileTime = (at: number) => String((BigInt(at) + 11_644_473_600_000n) * 10_000n);
const duration = (milliseconds: number) => `-${milliseconds * 10_000}`;

let entries: Record<string, Record<string, string> | undefined>;
let searches: string[];
let unreadable: number;
let now: number;
let guard: LockoutGuard;

beforeEach(() => {
  now = NOW;
  searches = [];
  unreadable = 0;
  entries = {
    [DOMAIN]: { lockoutThreshold: '5', lockOutObservationWindow: duration(30 * MINUTE) },
    [SETTINGS]: {
      'msDS-LockoutThreshold': '3',
      'msDS-LockoutObservationWindow': duration(10 * MINUTE),
    },
  };
  guard = new LockoutGuard({ margin: 1, unreadable: () => (unreadable += 1), now: () => now });
});

const search = async (base: string): Promise<Entry[]> => {
  searches.push(base);
  const entry = entries[base];
  return entry === undefined ? [] : [{ dn: base, ...entry }];
};

function isNear(count: number, more: Record<string, string> = {}): Promise<boolean> {
  const badPasswordTime = fileTime(now - MINUTE);
  const entry = { dn: 'CN=x', badPwdCount: String(count), badPasswordTime, ...more };
  return guard.isNear(entry, search, DOMAIN);
}

test.each([
  [0, false],
  [3, false],
  [4, true],
  [5, true],
  [50, true],
])('after %i wrong passwords of 5: %s', async (count, near) => {
  expect(await isNear(count)).toBe(near);
});

test('a lock that is there already is named, whatever the count and the threshold are', async () => {
  entries[DOMAIN] = { lockoutThreshold: '0' };
  // UF_LOCKOUT among others ([MS-ADTS] 2.2.16).
  const locked = { dn: 'CN=x', 'msDS-User-Account-Control-Computed': String(0x800010) };
  expect(await guard.refusalOf(locked, search, DOMAIN)).toBe('locked');
  const free = { ...locked, 'msDS-User-Account-Control-Computed': String(0x800000) };
  expect(await guard.refusalOf(free, search, DOMAIN)).toBeUndefined();
});

test('the settings object of a person holds in place of the domain', async () => {
  expect(await isNear(2, { 'msDS-ResultantPSO': SETTINGS })).toBe(true);
  expect(await isNear(1, { 'msDS-ResultantPSO': SETTINGS })).toBe(false);
});

test('a count that is older than the window is none', async () => {
  expect(await isNear(4, { badPasswordTime: fileTime(now - 29 * MINUTE) })).toBe(true);
  expect(await isNear(4, { badPasswordTime: fileTime(now - 31 * MINUTE) })).toBe(false);
  const own = { 'msDS-ResultantPSO': SETTINGS };
  expect(await isNear(2, { ...own, badPasswordTime: fileTime(now - 11 * MINUTE) })).toBe(false);
});

test('without a window, and without a time, every count stands', async () => {
  entries[DOMAIN]!['lockOutObservationWindow'] = '-9223372036854775808';
  expect(await isNear(4, { badPasswordTime: fileTime(now - 9_999 * MINUTE) })).toBe(true);
  expect(await isNear(4, { badPasswordTime: '0' })).toBe(true);
});

test('a domain that never locks has no near', async () => {
  entries[DOMAIN]!['lockoutThreshold'] = '0';
  expect(await isNear(1_000)).toBe(false);
});

test('a threshold of one leaves the first attempt, else nobody could log on', async () => {
  entries[DOMAIN]!['lockoutThreshold'] = '1';
  expect(await isNear(0)).toBe(false);
  expect(await isNear(1)).toBe(true);
});

test('settings that cannot be read leave the domain’s, and the operator hears of it', async () => {
  entries[SETTINGS] = undefined;
  expect(await isNear(4, { 'msDS-ResultantPSO': SETTINGS })).toBe(true);
  expect(await isNear(2, { 'msDS-ResultantPSO': SETTINGS })).toBe(false);
  // Not with every attempt: that would take longer than others' do.
  expect(unreadable).toBe(1);
  expect(searches).toEqual([SETTINGS, DOMAIN]);
});

test('thresholds are read once a minute, and not at all for who made no mistake', async () => {
  await isNear(0);
  expect(searches).toEqual([]);
  for (let n = 0; n < 5; n++) await isNear(4);
  expect(searches).toEqual([DOMAIN]);
  entries[DOMAIN]!['lockoutThreshold'] = '50';
  now += MINUTE;
  expect(await isNear(4)).toBe(false);
  expect(searches).toHaveLength(2);
});
