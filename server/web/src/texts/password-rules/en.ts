import type { PasswordRuleCode } from '@gatehouse/protocol';

/** What a rule wants of a new password; `value` is its number, where the server says it. */
export function ruleOf(code: PasswordRuleCode, value: number | undefined): string {
  const n = value ?? 0;
  switch (code) {
    case 'password.length':
      return value === undefined ? 'long enough' : `at least ${n} characters`;
    case 'password.too-long':
      return value === undefined ? 'not too long' : `at most ${n} characters`;
    case 'password.characters':
      return 'only characters that can be typed';
    case 'password.classes':
      return `${value === undefined ? 'several' : n} of these four: capital letters, small letters, digits, other characters`;
    case 'password.upper':
      return 'a capital letter';
    case 'password.lower':
      return 'a small letter';
    case 'password.digit':
      return 'a digit';
    case 'password.symbol':
      return 'a character that is neither letter nor digit';
    case 'password.complexity':
      return 'three of these four: capital letters, small letters, digits, other characters; no part of your name';
    case 'password.pattern':
      return 'a rule of your company';
    case 'password.dictionary':
      return 'none of the words that your company forbids in passwords';
    case 'password.breached':
      return 'no password that attackers know from other places';
    case 'password.unchecked':
      return 'compared with known passwords, which is not possible now: try again later, or call the help desk';
    case 'password.personal':
      return 'no part of your name, your e-mail address or your company’s domain';
    case 'password.similar':
      return 'not similar to your old password';
    case 'password.repeats':
      return value === undefined
        ? 'no character many times in a row'
        : `no character more than ${n} times in a row`;
    case 'password.sequence':
      return value === undefined
        ? 'no long rows such as abcd or 4321'
        : `no rows such as abcd or 4321 of more than ${n} characters`;
    case 'password.weak':
      return 'harder to guess: more words that do not belong together';
    case 'password.history':
      if (value === 1) return 'not your last password';
      return value === undefined
        ? 'none of your earlier passwords'
        : `none of your last ${n} passwords`;
    case 'password.age':
      return 'not changed again so soon';
    case 'password.other':
      return 'the rules of your company';
  }
}
