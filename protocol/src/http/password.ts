import { z } from 'zod';

import { SealedMessage } from './sealed-message.js';

/** The rules for a new password, and which of them one broke. The tile has words for each. */
export const PasswordRuleCode = z.enum([
  'password.length',
  'password.too-long',
  /** Control characters, or what is no text. */
  'password.characters',
  /** So many of capitals, small letters, digits and signs. */
  'password.classes',
  'password.upper',
  'password.lower',
  'password.digit',
  'password.symbol',
  /** Active Directory's. */
  'password.complexity',
  'password.pattern',
  'password.dictionary',
  'password.breached',
  /** It cannot be compared with known passwords now, which the policy demands: no password does. */
  'password.unchecked',
  'password.personal',
  'password.similar',
  'password.repeats',
  'password.sequence',
  'password.weak',
  'password.history',
  'password.age',
  /** The directory did not say which. */
  'password.other',
]);
export type PasswordRuleCode = z.infer<typeof PasswordRuleCode>;

/**
 * `value` is a number: of characters for lengths and rows, of kinds for the classes, of earlier passwords for the history.
 * `text` is what the policy says of a pattern of its own, in the person's language.
 */
export const PasswordRuleText = z.strictObject({
  code: PasswordRuleCode,
  value: z.int().min(0).max(100_000).optional(),
  text: z.string().min(1).max(200).optional(),
});
export type PasswordRuleText = z.infer<typeof PasswordRuleText>;

/** As many as there can be, patterns included. */
export const PasswordRuleTexts = z.array(PasswordRuleText).max(40);

/**
 * `POST /api/v1/desktop/logons/:logonId/password`: the workstation changed the password of whoever was granted this
 * logon, at a domain controller. The new one in UTF-8, sealed with purpose {@link CHANGED_PASSWORD_PURPOSE}, context
 * workstation, logon, nonce. The server believes it when the directory does.
 */
export const ChangedPassword = z.strictObject({ sealed: SealedMessage });
export type ChangedPassword = z.infer<typeof ChangedPassword>;

export const CHANGED_PASSWORD_PURPOSE = 'gatehouse/v1/changed-password';
