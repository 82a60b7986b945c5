import type { Entry } from 'ldapts';

import type { DirectoryLockout, DirectoryState } from '../../directory.js';
import type { PasswordRules } from '../../password-rules.js';
import { text } from '../entry.js';
import { readGeneralizedTime } from '../generalized-time.js';

/** What of a password policy is read (draft-behera-ldap-password-policy, section 5.2). */
export const POLICY_ATTRIBUTES = [
  'pwdMinLength',
  'pwdInHistory',
  'pwdMinAge',
  'pwdLockoutDuration',
  'pwdMaxAge',
];

/** The rules of a policy that could be read; rules that forbid nothing otherwise, for the server judges in any case. */
export function readRules(policy: Entry | undefined): PasswordRules {
  const number = (attribute: string) => Number((policy && text(policy, attribute)) ?? 0);
  return {
    minimumLength: Math.max(1, number('pwdMinLength')),
    complexity: false,
    historyLength: number('pwdInHistory'),
    minimumAgeSeconds: number('pwdMinAge'),
  };
}

/** What the draft writes for a lock that only an administrator ends (section 5.3.3). */
const FOR_EVER = '000001010000Z';

/**
 * The lock of an entry as of now.
 *
 * @param policy what holds for the entry; without it, nobody knows when the lock ends
 */
function readLockout(
  entry: Entry,
  policy: Entry | undefined,
  now: Date,
): DirectoryLockout | undefined {
  const since = text(entry, 'pwdAccountLockedTime');
  if (since === undefined) return undefined;
  const begun = since === FOR_EVER ? undefined : readGeneralizedTime(since);
  const seconds = Number((policy && text(policy, 'pwdLockoutDuration')) ?? 0);
  if (begun === undefined) return {};
  if (!(seconds > 0)) return { since: begun };
  const until = new Date(begun.getTime() + seconds * 1000);
  return until > now ? { since: begun, until } : undefined;
}

/**
 * How an entry stands as of now. A directory of this kind knows no accounts that are disabled or expire: an administrator
 * locks them for ever.
 *
 * @param policy what holds for the entry; without it, nobody knows when its password expires
 */
export function readState(entry: Entry, policy: Entry | undefined, now: Date): DirectoryState {
  const lockout = readLockout(entry, policy, now);
  const passwordSetAt = readGeneralizedTime(text(entry, 'pwdChangedTime'));
  const maxAge = Number((policy && text(policy, 'pwdMaxAge')) ?? 0);
  const passwordExpiresAt =
    passwordSetAt === undefined || !(maxAge > 0)
      ? undefined
      : new Date(passwordSetAt.getTime() + maxAge * 1000);
  return {
    disabled: false,
    mustChangePassword: text(entry, 'pwdReset') === 'TRUE',
    ...(lockout === undefined ? {} : { lockout }),
    ...(passwordSetAt === undefined ? {} : { passwordSetAt }),
    ...(passwordExpiresAt === undefined ? {} : { passwordExpiresAt }),
  };
}
