/** What a person is told by mail, because it was done to their account. */
export type NoticeKind =
  | 'password-changed'
  | 'factor-added'
  | 'factor-removed'
  | 'answers-changed'
  | 'password-reset'
  | 'factors-reset'
  | 'enrollment-permitted'
  | 'break-glass'
  | 'offline-code'
  | 'recovery-codes-made'
  | 'recovery-code-used'
  /** The mail that carries a link, which is no mere notice. */
  | 'password-link';

/** One mail in words: `{{name}}`, and what else its kind has, is filled in. A blank line begins a paragraph. */
export interface NoticeText {
  subject: string;
  body: string;
}

/** All of them in one language. */
export interface NoticeTexts {
  /** For `lang` in HTML. */
  language: string;
  greeting: string;
  notices: Readonly<Record<NoticeKind, NoticeText>>;
  /** What whoever did not ask for it does. */
  notYou: string;
}
