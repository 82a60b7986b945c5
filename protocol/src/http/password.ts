import { z } from 'zod';

import { SealedMessage } from './sealed-message.js';

/** The rules for a new password, and which of them one broke. The tile has words for each. */
export const PasswordRuleCode = z.enum([
  'password.length',
  'password.complexity',
  'password.history',
  'password.age',
  /** The directory did not say which. */
  'password.other',
]);
export type PasswordRuleCode = z.infer<typeof PasswordRuleCode>;

/** `value` is a number of characters for the length, and of earlier passwords for the history. */
export const PasswordRuleText = z.strictObject({
  code: PasswordRuleCode,
  value: z.int().min(0).max(100_000).optional(),
});
export type PasswordRuleText = z.infer<typeof PasswordRuleText>;

/**
 * `POST /api/v1/desktop/logons/:logonId/password`: the workstation changed the password of whoever was granted this
 * logon, at a domain controller. The new one in UTF-8, sealed with purpose {@link CHANGED_PASSWORD_PURPOSE}, context
 * workstation, logon, nonce. The server believes it when the directory does.
 */
export const ChangedPassword = z.strictObject({ sealed: SealedMessage });
export type ChangedPassword = z.infer<typeof ChangedPassword>;

export const CHANGED_PASSWORD_PURPOSE = 'gatehouse/v1/changed-password';
