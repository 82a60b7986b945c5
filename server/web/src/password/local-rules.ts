import type { PasswordRuleText } from '@gatehouse/protocol';

const KINDS = [/[\p{Lu}\p{Lt}]/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}\p{M}]/u];
const [UPPER, LOWER, DIGIT, SYMBOL] = KINDS;

/**
 * Whether a password meets a rule, as far as that can be seen of its text alone. It is the server that decides: this ticks
 * rules off while somebody types, and takes and refuses nothing.
 * @returns undefined for rules that only the server can judge, and while nothing is typed
 */
export function meets({ code, value }: PasswordRuleText, password: string): boolean | undefined {
  if (password === '') return undefined;
  switch (code) {
    case 'password.length':
      return value === undefined ? undefined : Array.from(password).length >= value;
    case 'password.too-long':
      return value === undefined ? undefined : password.length <= value;
    case 'password.upper':
      return UPPER?.test(password);
    case 'password.lower':
      return LOWER?.test(password);
    case 'password.digit':
      return DIGIT?.test(password);
    case 'password.symbol':
      return SYMBOL?.test(password);
    case 'password.classes':
      return value === undefined
        ? undefined
        : KINDS.filter((kind) => kind.test(password)).length >= value;
    case 'password.repeats':
      return value === undefined ? undefined : longestRow(password) <= value;
    default:
      return undefined;
  }
}

/** The same character in a row, whatever its case. */
function longestRow(password: string): number {
  let longest = 0;
  let row = 0;
  let before: string | undefined;
  for (const character of password.normalize('NFKC').toLowerCase()) {
    row = character === before ? row + 1 : 1;
    longest = Math.max(longest, row);
    before = character;
  }
  return longest;
}
