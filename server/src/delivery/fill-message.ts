import type { MessageTemplate } from './templates/message-template.js';

/** Names come from a directory: one line, of bounded length. */
export function nameForMessage(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, 100);
}

/** Fills in `{{key}}`, in HTML without markup. */
export function fillMessage(
  template: MessageTemplate,
  values: Readonly<Record<string, string>>,
): MessageTemplate {
  return {
    subject: fill(template.subject, values, (value) => value),
    text: fill(template.text, values, (value) => value),
    html: fill(template.html, values, escapeHtml),
  };
}

function fill(
  template: string,
  values: Readonly<Record<string, string>>,
  escape: (value: string) => string,
): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => escape(values[key] ?? ''));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it is shown by HTML, also within an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
