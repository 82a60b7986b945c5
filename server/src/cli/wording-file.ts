import { readFile, stat } from 'node:fs/promises';

import type { administration } from '@gatehouse/protocol';

import { UsageError } from './errors.js';

/** Far more than a message may have; what is wrong with it the server says. */
const MAX_BYTES = 32_768;
const SUBJECT = /^Subject: *(.*)\n+/;

/** A message as people write it: the subject in the first line, as of a mail, then an empty line and the text. */
export function formatWording({ subject, body }: administration.Wording): string {
  return subject === '' ? body : `Subject: ${subject}\n\n${body}`;
}

/** Reads what {@link formatWording} wrote. @throws UsageError for a file that is no text or too large */
export async function readWordingFile(path: string): Promise<administration.Wording> {
  const text = (await readText(path)).replaceAll(/\r\n?/g, '\n').replace(/^\uFEFF/, '');
  const subject = SUBJECT.exec(text);
  return { subject: subject?.[1] ?? '', body: text.slice(subject?.[0].length ?? 0).trim() };
}

async function readText(path: string): Promise<string> {
  const bytes = await stat(path)
    .then(({ size }) => (size <= MAX_BYTES ? readFile(path) : undefined))
    .catch(() => {
      throw new UsageError(`The file ${path} cannot be read.`, 'Check the path and its mode.');
    });
  if (bytes === undefined) {
    throw new UsageError(`The file ${path} is larger than 32 KiB.`, 'Shorten the message.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`The file ${path} is not UTF-8.`, 'Save it as UTF-8.');
  }
}
