import { isUtf8 } from 'node:buffer';

/** What a directory demands of a new password. It may demand more than it says: its own word is the last one. */
export interface PasswordRules {
  /** UTF-16 code units, as Windows counts. */
  minimumLength: number;
  /** Active Directory's complexity: see {@link isComplex}. */
  complexity: boolean;
  /** How many earlier passwords, the present one included, are not taken again; 0 when all are. */
  historyLength: number;
  /** How long a password must be kept before its owner may change it; a reset need not wait. */
  minimumAgeSeconds: number;
  /** What the directory calls these rules, where it has several: a fine-grained policy. Absent for the directory's own. */
  name?: string;
}

/** The rule that a new password breaks; `other` where the directory does not tell which. */
export type PasswordRule = 'length' | 'complexity' | 'history' | 'age' | 'other';

/** What an account is called; its password must not be. */
interface Named {
  samAccountName: string;
  displayName?: string | undefined;
}

/** The longest password of Windows, in UTF-16 code units (PWLEN). */
const MAX_PASSWORD_LENGTH = 256;

/** What is shorter than this is no part of a name that a password could give away. */
const MIN_NAME_PART = 3;

/**
 * The rule that a password breaks, as far as its text tells: neither history nor age. It is looked at here first, because
 * directories often refuse without a reason.
 *
 * @param password UTF-8
 */
export function brokenRule(
  password: Uint8Array,
  { minimumLength, complexity }: PasswordRules,
  account: Named,
): PasswordRule | undefined {
  if (!isUtf8(password)) return 'other';
  const text = Buffer.from(password).toString('utf8');
  if (text.length < Math.max(minimumLength, 1)) return 'length';
  if (text.length > MAX_PASSWORD_LENGTH) return 'length';
  return complexity && !isComplex(text, account) ? 'complexity' : undefined;
}

/**
 * Characters of three of five kinds (capitals, small letters, digits, other letters, anything else), and neither the
 * account's name nor a part of the displayed one, whatever the case ([MS-SAMR] 3.1.1.7.2).
 */
function isComplex(text: string, { samAccountName, displayName = '' }: Named): boolean {
  const kinds = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[\p{Lo}\p{Lt}\p{Lm}]/u, /[^\p{L}\p{Nd}]/u];
  if (kinds.filter((kind) => kind.test(text)).length < 3) return false;
  const lower = text.toLowerCase();
  const parts = [samAccountName, ...displayName.split(/[,.\-_ #\t]+/)];
  return !parts.some((part) => part.length >= MIN_NAME_PART && lower.includes(part.toLowerCase()));
}
