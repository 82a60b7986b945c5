import { expect, test } from '@jest/globals';

import { CATALOGUES } from '../../../../service/src/logon/texts/choose-texts.js';
import type { Texts } from '../../../../service/src/logon/texts/texts.js';

type Language = keyof typeof CATALOGUES;

const LANGUAGES = Object.keys(CATALOGUES) as Language[];
const KEYS = Object.keys(CATALOGUES.en) as (keyof Texts)[];

/** What each text with values is called with: every value is one that the text has to show. */
const VALUES: { [Key in keyof Texts as Texts[Key] extends string ? never : Key]: unknown[][] } = {
  sentences: [[['FIRST', 'SECOND']]],
  'code.email': [['a***@corp.test']],
  'code.break-glass-here': [['LAPTOP-12']],
  'code.digits': [[6], [8]],
  'code.wrong-length': [[6], [8]],
  'code.resend': [[1], [3]],
  'code.use': [['totp'], ['hotp'], ['email'], ['break-glass']],
  strikes: [[1], [2], [10]],
  'denied.locked-until': [['12:34']],
  'denied.source-locked-until': [['12:34']],
  'denied.codes-locked-until': [['12:34']],
  'question.number': [[2, 3]],
  'answer.too-short': [[4]],
  'enroll.title': [
    ['WHAT', { step: 2, of: 3 }],
    ['WHAT', { step: 1, of: 1 }],
  ],
  'enroll.totp-scan': [['ABCD EFGH']],
  'enroll.totp-key': [['ABCD EFGH']],
  'enroll.postpone': [[1], [3]],
  'recover.left': [[1], [3]],
  'recover.shown': [[60]],
  'self-service.locked-until': [['12:34']],
  'reset.rules': [[['FIRST', 'SECOND']]],
  'reset.broken': [['FIRST']],
  'reset.broken-all': [[['FIRST', 'SECOND']]],
  'rule.length': [[12], [undefined]],
  'rule.too-long': [[64], [undefined]],
  'rule.classes': [[3], [undefined]],
  'rule.repeats': [[2], [undefined]],
  'rule.sequence': [[3], [undefined]],
  'rule.history': [[24], [undefined]],
  reference: [['4BF9-2F35']],
};

/** Every text of a language as a person may see it, by key and call. */
function rendered(language: Language): Map<string, string> {
  const texts: Texts = CATALOGUES[language];
  return new Map(
    KEYS.flatMap((key): [string, string][] => {
      const text = texts[key] as string | ((...values: unknown[]) => string);
      if (typeof text === 'string') return [[key, text]];
      return callsOf(key).map((values) => [`${key} ${JSON.stringify(values)}`, text(...values)]);
    }),
  );
}

function callsOf(key: keyof Texts): unknown[][] {
  const calls = (VALUES as Partial<Record<keyof Texts, unknown[][]>>)[key];
  if (calls === undefined) throw new Error(`${key} has no values here`);
  return calls;
}

/** The values of a call that stand in a text. */
function valuesIn(call: string, text: string): string[] {
  const [, json] = /^\S+ (\[.*\])$/.exec(call) ?? [];
  if (json === undefined) return [];
  const values = (JSON.parse(json) as unknown[]).flat();
  const flat = values.flatMap((value): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value) : [value],
  );
  return flat.map(String).filter((value) => text.includes(value));
}

test.each(LANGUAGES)('%s has the very keys of English', (language) => {
  expect(Object.keys(CATALOGUES[language]).sort()).toEqual([...KEYS].sort());
});

test.each(LANGUAGES)('%s shows the values that English shows', (language) => {
  const english = rendered('en');
  for (const [call, text] of rendered(language)) {
    const wanted = valuesIn(call, english.get(call)!);
    expect([call, valuesIn(call, text)]).toEqual([call, wanted]);
  }
});

test('each call shows every value in English, but those that a text says in words', () => {
  const silent = [...rendered('en')]
    .filter(([call, text]) => /\[(?!null)/.test(call) && valuesIn(call, text).length === 0)
    .map(([call]) => call);
  expect(silent).toEqual([
    'code.use ["totp"]',
    'code.use ["hotp"]',
    'code.use ["email"]',
    'code.use ["break-glass"]',
    'recover.left [1]',
  ]);
});

test.each(LANGUAGES)('%s has no empty, untrimmed or unfinished text', (language) => {
  for (const [call, text] of rendered(language)) {
    expect([call, text]).toEqual([call, text.trim()]);
    expect([call, text.length]).not.toEqual([call, 0]);
    expect([call, text]).not.toEqual([call, expect.stringMatching(/undefined|null|NaN|\[object/)]);
  }
});

/** The name of the product, and what a scheme fixes, are the same everywhere. */
const SAME = new Set(['tile.title', 'sentences [["FIRST","SECOND"]]']);

test.each(LANGUAGES.filter((language) => language !== 'en'))(
  'no text of %s was left in English',
  (language) => {
    const english = rendered('en');
    for (const [call, text] of rendered(language)) {
      if (!SAME.has(call) && !call.includes('of":1}')) {
        expect([call, text]).not.toEqual([call, english.get(call)]);
      }
    }
  },
);

test('sentences follow each other with a space, in Chinese without', () => {
  const sentences = (language: Language) => CATALOGUES[language].sentences(['A.', 'B.']);
  expect(LANGUAGES.map(sentences)).toEqual(['A. B.', 'A. B.', 'A.B.']);
});

test('Chinese is written in its own script, with its own marks', () => {
  for (const [call, text] of rendered('zh')) {
    if (SAME.has(call) || call.includes('of":1}')) continue;
    expect([call, text]).toEqual([call, expect.stringMatching(/\p{Script=Han}/u)]);
    // A Latin mark after a Chinese character is a slip of the keyboard.
    expect([call, text]).not.toEqual([call, expect.stringMatching(/\p{Script=Han}[,.;:?!()]/u)]);
  }
});
