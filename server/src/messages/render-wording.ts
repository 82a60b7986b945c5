import { escapeHtml, fillMessage } from '../delivery/fill-message.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import type { MessageLanguage, Wording } from './wording.js';

/** A checked text as mail, in plain text and in HTML. Markup in it is shown as it was written. */
export function renderWording(
  { subject, body }: Wording,
  language: MessageLanguage,
  values: Readonly<Record<string, string>>,
): MessageTemplate {
  const template = { subject, text: `${body}\n`, html: htmlOf(body, language) };
  // A subject has no placeholders; what looks like one is text.
  return { ...fillMessage(template, values), subject };
}

function htmlOf(body: string, language: MessageLanguage): string {
  const paragraphs = body.split(/\n{2,}/).map((paragraph) => `<p>${lines(paragraph)}</p>`);
  return [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<body style="font-family: sans-serif">',
    ...paragraphs,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function lines(paragraph: string): string {
  return escapeHtml(paragraph)
    .replaceAll('\n', '<br>\n')
    .replaceAll('{{url}}', '<a href="{{url}}">{{url}}</a>')
    .replaceAll('{{code}}', '<strong style="font-size: 2em">{{code}}</strong>');
}
