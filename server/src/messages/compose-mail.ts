import { nameForMessage } from '../delivery/fill-message.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import { composeCodeMessage } from '../factors/email-message.js';
import { composeNotice } from '../notices/compose-notice.js';
import { SHIPPED_LANGUAGES, chooseLanguage } from './choose-language.js';
import type { MailFacts, MailTexts } from './mail-texts.js';
import { renderWording } from './render-wording.js';
import type { MailKey, MessageLanguage, Wording } from './wording.js';

/** A mail of the text that somebody wrote, else of the one that comes with the program, whose HTML is made by hand. */
export function composeMail(
  key: MailKey,
  { name, values: given }: Pick<MailFacts, 'name' | 'values'>,
  language: MessageLanguage,
  wording: Wording | undefined,
): MessageTemplate {
  const values = { ...given, name: nameForMessage(name) };
  if (wording !== undefined) return renderWording(wording, language, values);
  return key === 'code'
    ? composeCodeMessage(values, language)
    : composeNotice(key, values, language);
}

/** Only what comes with the program. */
export const SHIPPED_MAIL: MailTexts = {
  compose: (key, facts) =>
    Promise.resolve(
      composeMail(key, facts, chooseLanguage(facts.language, SHIPPED_LANGUAGES), undefined),
    ),
};
