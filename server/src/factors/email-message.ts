import { fillMessage, nameForMessage, templateFor } from '../delivery/fill-message.js';
import { CODE_DE } from '../delivery/templates/code-de.js';
import { CODE_EN } from '../delivery/templates/code-en.js';
import { CODE_ZH } from '../delivery/templates/code-zh.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';

const TEMPLATES = { en: CODE_EN, de: CODE_DE, zh: CODE_ZH };

/** What the person reads. The code is not in the subject: locked screens show subjects. */
export function composeCodeMessage(facts: {
  code: string;
  minutes: number;
  name: string;
  /** BCP 47; English when there is no template for it. */
  language: string | undefined;
}): MessageTemplate {
  return fillMessage(templateFor(TEMPLATES, facts.language), {
    code: facts.code,
    minutes: String(facts.minutes),
    name: nameForMessage(facts.name),
  });
}
