import { MESSAGE_SHAPES } from './message-shapes.js';
import type { Placeholder } from './message-shapes.js';
import { renderWording } from './render-wording.js';
import type { MessageKey, MessageLanguage, Wording } from './wording.js';

/** Nobody's: a preview shows nothing of anybody. */
const EXAMPLES: Readonly<Record<Placeholder, string>> = {
  name: 'Ada Example',
  code: '123456',
  minutes: '10',
  hours: '24',
  what: 'TOTP',
  computer: 'LAPTOP-7',
  left: '7',
  url: 'https://portal.example/password-link#example',
};

/** A checked text as somebody would read it. */
export function previewWording(
  key: MessageKey,
  language: MessageLanguage,
  wording: Wording,
): { subject: string; text: string } {
  if (MESSAGE_SHAPES[key].kind === 'page') return { subject: '', text: wording.body };
  const { subject, text } = renderWording(wording, language, EXAMPLES);
  return { subject, text };
}
