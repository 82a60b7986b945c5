import type { administration } from '@gatehouse/protocol';

import { MESSAGE_SHAPES } from './message-shapes.js';
import type { MessageShape } from './message-shapes.js';
import type { MessageKey, Wording } from './wording.js';

/** In UTF-16 code units. A subject stays below what RFC 5322 2.1.1 allows a line, also encoded. */
export const MAX_SUBJECT_LENGTH = 120;

/** What is wrong with a text that somebody wrote. */
export type WordingFault = administration.WordingFault;
type Field = WordingFault['field'];

/** Line ends of any system become LF, and the white space around a text goes. */
export function tidyWording({ subject, body }: Wording): Wording {
  return { subject: subject.trim(), body: body.replaceAll(/\r\n?/g, '\n').trim() };
}

/** Judges a tidied text, sizes first. An empty list: it may be sent. */
export function checkWording(key: MessageKey, { subject, body }: Wording): WordingFault[] {
  const shape = MESSAGE_SHAPES[key];
  const sizes = [
    ...(shape.kind === 'mail' ? sizeFaults('subject', subject, MAX_SUBJECT_LENGTH) : []),
    ...sizeFaults('body', body, shape.maxLength),
  ];
  if (sizes.length > 0) return sizes;
  return [
    ...(shape.kind === 'mail' ? subjectFaults(subject) : noSubjectFaults(subject)),
    ...bodyFaults(shape, body),
  ];
}

function sizeFaults(field: Field, text: string, limit: number): WordingFault[] {
  if (text === '') return [{ field, fault: 'empty' }];
  return text.length > limit ? [{ field, fault: 'too-long' }] : [];
}

function noSubjectFaults(subject: string): WordingFault[] {
  return subject === '' ? [] : [{ field: 'subject', fault: 'unexpected' }];
}

/** A subject is a header, and locked screens show it: one line, and no value of anybody in it. */
function subjectFaults(subject: string): WordingFault[] {
  const faults: WordingFault[] = [];
  if (UNPRINTABLE.test(subject)) faults.push({ field: 'subject', fault: 'control-character' });
  if (STRAY_BRACES.test(subject)) faults.push({ field: 'subject', fault: 'placeholder' });
  return faults;
}

function bodyFaults({ mandatory, optional, lines }: MessageShape, body: string): WordingFault[] {
  const field = 'body';
  const faults: WordingFault[] = [];
  if (UNPRINTABLE.test(body.replaceAll('\n', ''))) {
    faults.push({ field, fault: 'control-character' });
  }
  if (!lines && body.includes('\n')) faults.push({ field, fault: 'more-than-a-line' });
  const known: readonly string[] = [...mandatory, ...optional];
  const used = new Set(Array.from(body.matchAll(PLACEHOLDER), ([, name]) => name ?? ''));
  for (const placeholder of [...used].filter((name) => !known.includes(name)).slice(0, MAX_NAMED)) {
    faults.push({ field, fault: 'unknown-placeholder', placeholder: placeholder.slice(0, 100) });
  }
  for (const placeholder of mandatory.filter((name) => !used.has(name))) {
    faults.push({ field, fault: 'missing-placeholder', placeholder });
  }
  if (STRAY_BRACES.test(body.replaceAll(PLACEHOLDER, ' '))) {
    faults.push({ field, fault: 'stray-braces' });
  }
  return faults;
}

/** Names that nobody knows are told one by one, up to so many. */
const MAX_NAMED = 20;

/** As `fillMessage` reads it. */
const PLACEHOLDER = /\{\{(\w+)\}\}/g;
const STRAY_BRACES = /\{\{|\}\}/;

/** Control characters, other line ends, halves of characters, and what turns the direction of writing around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
