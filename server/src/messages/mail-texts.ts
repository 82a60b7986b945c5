import type { MessageTemplate } from '../delivery/templates/message-template.js';
import type { MailKey } from './wording.js';

/** What a mail is about. */
export interface MailFacts {
  /** As the directory has it. */
  name: string;
  /** BCP 47 tag of the person's language; the default one when it is not known or not offered. */
  language: string | undefined;
  /** By the names of the placeholders, besides `name`. */
  values?: Readonly<Record<string, string>> | undefined;
}

/** Port: what mails say. */
export interface MailTexts {
  /** Never fails: where nobody can tell what was written anew, it is the last that was read, or what comes with the program. */
  compose(key: MailKey, facts: MailFacts): Promise<MessageTemplate>;
}
