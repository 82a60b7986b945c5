import { fillMessage, nameForMessage, templateFor } from '../delivery/fill-message.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import type { NoticeKind, NoticeTexts } from './notice-texts.js';
import { DE } from './templates/de.js';
import { EN } from './templates/en.js';
import { ZH } from './templates/zh.js';

const TEXTS = { en: EN, de: DE, zh: ZH };

/** What the person reads. No link, code or name of a factor is in the subject: locked screens show subjects. */
export function composeNotice(facts: {
  kind: NoticeKind;
  name: string;
  values?: Readonly<Record<string, string>>;
  /** BCP 47; English when there is no template for it. */
  language: string | undefined;
}): MessageTemplate {
  const texts = templateFor<NoticeTexts>(TEXTS, facts.language);
  const name = nameForMessage(facts.name);
  return fillMessage(templateOf(texts, facts.kind), { ...facts.values, name });
}

function templateOf(
  { language, greeting, notices, notYou }: NoticeTexts,
  kind: NoticeKind,
): MessageTemplate {
  const { subject, body } = notices[kind];
  const paragraphs = [greeting, ...body.split('\n\n'), notYou];
  return {
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: [
      '<!doctype html>',
      `<html lang="${language}">`,
      '<body style="font-family: sans-serif">',
      ...paragraphs.map((paragraph) => `<p>${paragraph.replace('{{url}}', LINK)}</p>`),
      '</body>',
      '</html>',
      '',
    ].join('\n'),
  };
}

const LINK = '<a href="{{url}}">{{url}}</a>';
