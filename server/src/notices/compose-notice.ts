import { fillMessage } from '../delivery/fill-message.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import type { NoticeKind, NoticeTexts } from './notice-texts.js';
import { DE } from './templates/de.js';
import { EN } from './templates/en.js';
import { ZH } from './templates/zh.js';

const TEXTS = { en: EN, de: DE, zh: ZH } satisfies Record<string, NoticeTexts>;

/** What the person reads. No link, code or name of a factor is in the subject: locked screens show subjects. */
export function composeNotice(
  kind: NoticeKind,
  values: Readonly<Record<string, string>>,
  language: keyof typeof TEXTS,
): MessageTemplate {
  return fillMessage(templateOf(TEXTS[language], kind), values);
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
