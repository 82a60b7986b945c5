import type { MessageTexts } from './en.js';

export const de: MessageTexts = {
  title: 'Nachrichten',
  lead: 'Was in E-Mails steht und was das Unternehmen auf den Seiten sagt, in jeder Sprache.',
  message: 'Nachricht',
  language: 'Sprache',
  changedMark: (name) => `${name} (geändert)`,
  names: {
    code: 'E-Mail mit einem Code',
    'password-changed': 'E-Mail: Kennwort geändert',
    'factor-added': 'E-Mail: Faktor hinzugefügt',
    'factor-removed': 'E-Mail: Faktor entfernt',
    'answers-changed': 'E-Mail: Antworten geändert',
    'password-reset': 'E-Mail: Kennwort zurückgesetzt',
    'factors-reset': 'E-Mail: Helpdesk hat Faktoren entfernt',
    'enrollment-permitted': 'E-Mail: Helpdesk erlaubt einen Faktor',
    'break-glass': 'E-Mail: Helpdesk hat einen Code ausgegeben',
    'offline-code': 'E-Mail: Code für einen Computer vorgelesen',
    'recovery-codes-made': 'E-Mail: neue Wiederherstellungscodes gemacht',
    'recovery-code-used': 'E-Mail: Wiederherstellungscode verwendet',
    'password-link': 'E-Mail mit einem Link für ein neues Kennwort',
    'help-desk-contact': 'Seite: So ist der Helpdesk erreichbar',
    'sign-in-notice': 'Seite: Hinweis bei der Anmeldung',
  },
  shipped: (isEmpty) =>
    isEmpty
      ? 'Hier wurde noch nichts geschrieben.'
      : 'Das ist der Text, der mit dem Programm kommt.',
  changed: (who, when, version) => `Geändert von ${who}, ${when} (Version ${version}).`,
  behind:
    'Jemand hat diese Nachricht geändert, seit Sie begonnen haben. Kopieren Sie, was Sie brauchen, und verwerfen Sie dann Ihre Änderungen, um von der neuen Fassung auszugehen.',
  subject: 'Betreff',
  subjectHelp:
    'Eine Zeile, höchstens 120 Zeichen, ohne Platzhalter: Gesperrte Bildschirme zeigen sie an.',
  body: 'E-Mail',
  text: 'Text',
  bodyHelp: (most) =>
    `Reiner Text, höchstens ${most} Zeichen. Eine leere Zeile beginnt einen Absatz.`,
  pageHelp: (most) => `Reiner Text, höchstens ${most} Zeichen.`,
  mandatory: (names) => `Muss enthalten sein: ${names}.`,
  optional: (names) => `Kann enthalten sein: ${names}.`,
  save: 'Speichern',
  saved: 'Die Nachricht ist gespeichert und gilt in wenigen Sekunden.',
  preview: 'Vorschau',
  previewTitle: 'Vorschau mit Beispielen',
  drop: 'Meine Änderungen verwerfen',
  reset: 'Zurück zum Text des Programms',
  resetTitle: 'Zurück zum Text des Programms?',
  resetText: 'Was hier geschrieben wurde, wird durch den Text ersetzt, der mit dem Programm kommt.',
  wasReset: 'In wenigen Sekunden gilt wieder der Text des Programms.',
  fault: ({ fault, placeholder = '' }) =>
    ({
      empty: 'Geben Sie einen Text ein.',
      'too-long': 'Das ist zu lang.',
      'control-character':
        'Darin ist ein unsichtbares Zeichen: ein Tabulator oder eines aus einem anderen System.',
      'stray-braces': 'Doppelte Klammern sind nur für Platzhalter da: {{name}}, ohne Leerzeichen.',
      placeholder: 'Ein Betreff hat keine Platzhalter.',
      unexpected: 'Hier gibt es keinen Betreff.',
      'more-than-a-line': 'Hier ist nur eine Zeile möglich.',
      'unknown-placeholder': `In dieser Nachricht gibt es kein {{${placeholder}}}.`,
      'missing-placeholder': `{{${placeholder}}} fehlt.`,
    })[fault],
  languages: {
    title: 'Sprachen',
    lead: 'In welchen Sprachen die Seiten angezeigt und E-Mails geschrieben werden. Kacheln in Windows richten sich nach der Sprache von Windows.',
    offered: 'Angebotene Sprachen',
    default: 'Standardsprache',
    defaultHelp: 'Für alle, die keine der angebotenen wünschen.',
    save: 'Sprachen speichern',
    saved: 'Die Sprachen sind gespeichert und gelten in wenigen Sekunden.',
  },
  problems: {
    'message.invalid': 'So kann die Nachricht nicht gesendet werden. Es wurde nichts geändert.',
    'message.conflict':
      'Jemand hat das inzwischen geändert. Es wurde jetzt nichts geändert, und von Ihnen ist nichts verloren.',
    'access.forbidden': 'Das dürfen Sie nicht mehr. Fragen Sie andere Administratoren.',
  },
};
