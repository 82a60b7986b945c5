import { CODE_DE } from '../delivery/templates/code-de.js';
import { CODE_EN } from '../delivery/templates/code-en.js';
import { CODE_ZH } from '../delivery/templates/code-zh.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import type { NoticeTexts } from '../notices/notice-texts.js';
import { DE } from '../notices/templates/de.js';
import { EN } from '../notices/templates/en.js';
import { ZH } from '../notices/templates/zh.js';
import type { MessageKey, MessageLanguage, Wording } from './wording.js';

const CODES: Readonly<Record<MessageLanguage, MessageTemplate>> = {
  en: CODE_EN,
  de: CODE_DE,
  zh: CODE_ZH,
};
const NOTICES: Readonly<Record<MessageLanguage, NoticeTexts>> = { en: EN, de: DE, zh: ZH };

/** The whole mail as this program brings it: also its greeting, and what whoever did not ask for it does. */
export function shippedWording(key: MessageKey, language: MessageLanguage): Wording {
  // What the company says is the company's: the program has nothing to say there.
  if (key === 'help-desk-contact' || key === 'sign-in-notice') return { subject: '', body: '' };
  if (key === 'code') {
    const { subject, text } = CODES[language];
    return { subject, body: text.trimEnd() };
  }
  const { greeting, notices, notYou } = NOTICES[language];
  const { subject, body } = notices[key];
  return { subject, body: [greeting, body, notYou].join('\n\n') };
}
