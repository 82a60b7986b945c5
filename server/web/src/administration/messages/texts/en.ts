import type { administration } from '@gatehouse/protocol';

import type { ProblemWords } from '../../../frame/worded-failure.js';

type Key = administration.MessageKey;
type Fault = administration.WordingFault;

export const en = {
  title: 'Messages',
  lead: 'What mails say, and what the company says on the pages, in each language.',
  message: 'Message',
  language: 'Language',
  changedMark: (name: string) => `${name} (changed)`,
  names: {
    code: 'Mail with a code',
    'password-changed': 'Mail: password was changed',
    'factor-added': 'Mail: factor was added',
    'factor-removed': 'Mail: factor was removed',
    'answers-changed': 'Mail: answers were changed',
    'password-reset': 'Mail: password was reset',
    'factors-reset': 'Mail: help desk removed factors',
    'enrollment-permitted': 'Mail: help desk permits a factor',
    'break-glass': 'Mail: help desk gave out a code',
    'offline-code': 'Mail: code for a computer was read out',
    'recovery-codes-made': 'Mail: new recovery codes were made',
    'recovery-code-used': 'Mail: a recovery code was used',
    'password-link': 'Mail with a link for a new password',
    'help-desk-contact': 'Page: how the help desk is reached',
    'sign-in-notice': 'Page: notice at the sign-in',
  } satisfies Record<Key, string> as Record<Key, string>,
  shipped: (isEmpty: boolean): string =>
    isEmpty ? 'Nothing is written here yet.' : 'This is the text that comes with the program.',
  changed: (who: string, when: string, version: number) =>
    `Changed by ${who}, ${when} (version ${version}).`,
  behind:
    'Somebody changed this message since you began. Copy what you need, then drop your changes to begin from theirs.',
  subject: 'Subject',
  subjectHelp: 'One line, up to 120 characters, without placeholders: locked screens show it.',
  body: 'Mail',
  text: 'Text',
  bodyHelp: (most: number) =>
    `Plain text, up to ${most} characters. An empty line begins a paragraph.`,
  pageHelp: (most: number) => `Plain text, up to ${most} characters.`,
  mandatory: (names: string) => `Must be in it: ${names}.`,
  optional: (names: string) => `May be in it: ${names}.`,
  save: 'Save',
  saved: 'The message is saved, and holds within seconds.',
  preview: 'Preview',
  previewTitle: 'Preview with examples',
  drop: 'Drop my changes',
  reset: 'Back to the program’s text',
  resetTitle: 'Go back to the program’s text?',
  resetText: 'What was written here is replaced by the text that comes with the program.',
  wasReset: 'The program’s text holds again, within seconds.',
  fault: ({ fault, placeholder = '' }: Fault): string =>
    ({
      empty: 'Type a text.',
      'too-long': 'It is too long.',
      'control-character':
        'It has a character that cannot be seen: a tab, or one of another system.',
      'stray-braces': 'Double braces stand for placeholders only: {{name}}, without spaces.',
      placeholder: 'A subject has no placeholders.',
      unexpected: 'It has no subject.',
      'more-than-a-line': 'Only one line is possible here.',
      'unknown-placeholder': `There is no {{${placeholder}}} in this message.`,
      'missing-placeholder': `{{${placeholder}}} is missing.`,
    })[fault],
  languages: {
    title: 'Languages',
    lead: 'In which languages the pages are shown and mails are written. Tiles at Windows go by the language of Windows.',
    offered: 'Offered languages',
    default: 'Default language',
    defaultHelp: 'For whoever asks for none of the offered ones.',
    save: 'Save the languages',
    saved: 'The languages are saved, and hold within seconds.',
  },
  problems: {
    'message.invalid': 'The message cannot be sent like this. Nothing was changed.',
    'message.conflict':
      'Somebody changed it meanwhile. Nothing was changed now, and nothing of yours is lost.',
    'access.forbidden': 'You may not do that any more. Ask another administrator.',
  } as ProblemWords,
};

export type MessageTexts = typeof en;
