import { fillMessage } from '../delivery/fill-message.js';
import { CODE_DE } from '../delivery/templates/code-de.js';
import { CODE_EN } from '../delivery/templates/code-en.js';
import { CODE_ZH } from '../delivery/templates/code-zh.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';

const TEMPLATES = { en: CODE_EN, de: CODE_DE, zh: CODE_ZH };

/** What the person reads. The code is not in the subject: locked screens show subjects. */
export function composeCodeMessage(
  values: Readonly<Record<string, string>>,
  language: keyof typeof TEMPLATES,
): MessageTemplate {
  return fillMessage(TEMPLATES[language], values);
}
