import type { Entry } from 'ldapts';

import type { DirectoryState } from '../directory.js';
import { isDisabled } from './active-directory.js';
import { text } from './entry.js';
import { readFileTime } from './file-time.js';
import { LOCKOUT_ATTRIBUTES, lockedAt } from './password-policy.js';

export const STATE_ATTRIBUTES = [
  ...LOCKOUT_ATTRIBUTES,
  'userAccountControl',
  'accountExpires',
  'pwdLastSet',
  'msDS-UserPasswordExpiryTimeComputed',
];

/** ADS_UF_DONT_EXPIRE_PASSWD ([MS-ADTS] 2.2.16). */
const PASSWORD_NEVER_EXPIRES = 0x1_0000;

/**
 * How an account stands, from {@link STATE_ATTRIBUTES}.
 *
 * @param lockoutMs how long locks last; undefined where only an administrator ends them
 */
export function readState(entry: Entry, lockoutMs: number | undefined): DirectoryState {
  const since = lockedAt(entry);
  const neverExpires =
    (Number(text(entry, 'userAccountControl') ?? 0) & PASSWORD_NEVER_EXPIRES) !== 0;
  const optional = {
    expiresAt: readFileTime(text(entry, 'accountExpires')),
    lockout: since && {
      ...(since.getTime() === 0 ? {} : { since }),
      ...(lockoutMs === undefined ? {} : { until: new Date(since.getTime() + lockoutMs) }),
    },
    passwordSetAt: readFileTime(text(entry, 'pwdLastSet')),
    passwordExpiresAt: readFileTime(text(entry, 'msDS-UserPasswordExpiryTimeComputed')),
  };
  return {
    disabled: isDisabled(entry),
    // Zero is a password that must be changed, unless it never expires ([MS-ADTS] 3.1.1.4.5.17).
    mustChangePassword: text(entry, 'pwdLastSet') === '0' && !neverExpires,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
