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

/** The template of a language: of its first subtag, else the English one. Chinese is the simplified one, as on the tile. */
export function templateFor<T>(
  templates: { en: T } & Partial<Record<string, T>>,
  language: string | undefined,
): T {
  const primary = isTraditionalChinese(language) ? 'en' : firstSubtag(language);
  return (Object.hasOwn(templates, primary) ? templates[primary] : undefined) ?? templates.en;
}

function firstSubtag(language: string | undefined): string {
  return language?.split('-', 1)[0]?.toLowerCase() ?? '';
}

function isTraditionalChinese(language: string | undefined): boolean {
  return (
    firstSubtag(language) === 'zh' &&
    /-(hant|tw|hk|mo)\b/i.test(language ?? '') &&
    !/-hans\b/i.test(language ?? '')
  );
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

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
