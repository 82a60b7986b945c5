import type { PasswordRuleCode } from '@gatehouse/protocol';

/** What a rule wants of a new password; `value` is its number, where the server says it. */
export function ruleOf(code: PasswordRuleCode, value: number | undefined): string {
  const n = value ?? 0;
  switch (code) {
    case 'password.length':
      return value === undefined ? 'lang genug' : `mindestens ${n} Zeichen`;
    case 'password.too-long':
      return value === undefined ? 'nicht zu lang' : `höchstens ${n} Zeichen`;
    case 'password.characters':
      return 'nur Zeichen, die man tippen kann';
    case 'password.classes':
      return `${value === undefined ? 'mehrere' : n} von diesen vier: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen`;
    case 'password.upper':
      return 'ein Großbuchstabe';
    case 'password.lower':
      return 'ein Kleinbuchstabe';
    case 'password.digit':
      return 'eine Ziffer';
    case 'password.symbol':
      return 'ein Zeichen, das weder Buchstabe noch Ziffer ist';
    case 'password.complexity':
      return 'drei von diesen vier: Großbuchstaben, Kleinbuchstaben, Ziffern, andere Zeichen; kein Teil Ihres Namens';
    case 'password.pattern':
      return 'eine Regel Ihres Unternehmens';
    case 'password.dictionary':
      return 'keines der Wörter, die Ihr Unternehmen in Kennwörtern verbietet';
    case 'password.breached':
      return 'kein Kennwort, das Angreifer von anderswo kennen';
    case 'password.unchecked':
      return 'mit bekannten Kennwörtern verglichen, was gerade nicht möglich ist: versuchen Sie es später wieder, oder rufen Sie den Helpdesk an';
    case 'password.personal':
      return 'kein Teil Ihres Namens, Ihrer E-Mail-Adresse oder der Domäne Ihres Unternehmens';
    case 'password.similar':
      return 'Ihrem alten Kennwort nicht ähnlich';
    case 'password.repeats':
      return value === undefined
        ? 'kein Zeichen viele Male hintereinander'
        : `kein Zeichen mehr als ${n}-mal hintereinander`;
    case 'password.sequence':
      return value === undefined
        ? 'keine langen Reihen wie abcd oder 4321'
        : `keine Reihen wie abcd oder 4321 mit mehr als ${n} Zeichen`;
    case 'password.weak':
      return 'schwerer zu erraten: mehr Wörter, die nicht zusammengehören';
    case 'password.history':
      if (value === 1) return 'nicht Ihr letztes Kennwort';
      return value === undefined
        ? 'keines Ihrer früheren Kennwörter'
        : `keines Ihrer letzten ${n} Kennwörter`;
    case 'password.age':
      return 'nicht so bald wieder geändert';
    case 'password.other':
      return 'die Regeln Ihres Unternehmens';
  }
}
