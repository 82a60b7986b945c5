import { administration } from '@gatehouse/protocol';

/** A mail in words, in one language: a subject of one line, and plain text in which a blank line begins a paragraph. */
export type Wording = administration.Wording;

export type MessageKey = administration.MessageKey;
/** A mail that the server sends to people. */
export type MailKey = administration.MailKey;
/** What the company says on the pages itself. */
export type PageTextKey = administration.PageTextKey;
/** The languages that mail is written in. */
export type MessageLanguage = administration.MessageLanguage;
export const MESSAGE_LANGUAGES: readonly MessageLanguage[] = administration.MessageLanguage.options;
