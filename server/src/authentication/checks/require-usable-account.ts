import type { PasswordCheck } from '../../directory/directory.js';
import { deny } from '../refusal.js';
import type { Refusal } from '../refusal.js';
import type { Check } from './check.js';

/** What the directory's words mean for a logon. Told only after a right password. */
const REFUSALS = new Map<PasswordCheck, Refusal>([
  ['disabled', deny('account.disabled')],
  ['account-expired', deny('account.expired')],
  ['logon-hours', deny('account.logon-hours')],
  ['workstation', deny('account.workstation')],
  ['password-expired', { outcome: 'change-password', reason: 'expired' }],
  ['must-change', { outcome: 'change-password', reason: 'must-change' }],
]);

/** Only `right` goes on: a word that is not in the table is a refusal as well. */
export const requireUsableAccount: Check = ({ password }) => refusalOf(password);

export function refusalOf(check: PasswordCheck): Refusal | undefined {
  return check === 'right' ? undefined : (REFUSALS.get(check) ?? deny('credentials.wrong'));
}
