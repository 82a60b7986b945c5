import { CODE_DE } from '../delivery/templates/code-de.js';
import { CODE_EN } from '../delivery/templates/code-en.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';

const TEMPLATES = new Map<string, MessageTemplate>([
  ['en', CODE_EN],
  ['de', CODE_DE],
]);

/** What the person reads. The code is not in the subject: locked screens show subjects. */
export function composeCodeMessage(facts: {
  code: string;
  minutes: number;
  name: string;
  /** BCP 47; English when there is no template for it. */
  language: string | undefined;
}): { subject: string; text: string; html: string } {
  const primary = facts.language?.split('-', 1)[0]?.toLowerCase() ?? '';
  const template = TEMPLATES.get(primary) ?? CODE_EN;
  // Names come from a directory: one line, of bounded length, and in HTML without markup.
  const name = facts.name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').slice(0, 100);
  const values = new Map([
    ['code', facts.code],
    ['minutes', String(facts.minutes)],
    ['name', name],
  ]);
  return {
    subject: fill(template.subject, values, (value) => value),
    text: fill(template.text, values, (value) => value),
    html: fill(template.html, values, escapeHtml),
  };
}

function fill(
  template: string,
  values: ReadonlyMap<string, string>,
  escape: (value: string) => string,
): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => escape(values.get(key) ?? ''));
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
