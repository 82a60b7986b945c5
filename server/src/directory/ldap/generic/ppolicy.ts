import type { Entry } from 'ldapts';

import type { DirectoryLockout } from '../../directory.js';
import type { PasswordRules } from '../../password-rules.js';
import { text } from '../entry.js';
import { readGeneralizedTime } from '../generalized-time.js';

/** What of a password policy is read (draft-behera-ldap-password-policy, section 5.2). */
export const POLICY_ATTRIBUTES = [
  'pwdMinLength',
  'pwdInHistory',
  'pwdMinAge',
  'pwdLockoutDuration',
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
export function readLockout(
  entry: Entry,
  policy: Entry | undefined,
  now: Date,
): DirectoryLockout | undefined {
  const since = text(entry, 'pwdAccountLockedTime');
  if (since === undefined) return undefined;
  const begun = since === FOR_EVER ? undefined : readGeneralizedTime(since);
  const seconds = Number((policy && text(policy, 'pwdLockoutDuration')) ?? 0);
  if (begun === undefined || !(seconds > 0)) return {};
  const until = new Date(begun.getTime() + seconds * 1000);
  return until > now ? { until } : undefined;
}
