import { PasswordRuleCode } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import { de as auditDe } from '../../../server/web/src/administration/audit/texts/de.js';
import { en as auditEn } from '../../../server/web/src/administration/audit/texts/en.js';
import { zh as auditZh } from '../../../server/web/src/administration/audit/texts/zh.js';
import { de as policiesDe } from '../../../server/web/src/administration/policies/texts/de.js';
import { en as policiesEn } from '../../../server/web/src/administration/policies/texts/en.js';
import { zh as policiesZh } from '../../../server/web/src/administration/policies/texts/zh.js';
import { de as deskDe } from '../../../server/web/src/help-desk/texts/de.js';
import { en as deskEn } from '../../../server/web/src/help-desk/texts/en.js';
import { zh as deskZh } from '../../../server/web/src/help-desk/texts/zh.js';
import { LANGUAGES, languageOf } from '../../../server/web/src/texts/languages.js';

const { en, ...others } = {
  en: { ...LANGUAGES.en, policies: policiesEn, audit: auditEn, desk: deskEn },
  de: { ...LANGUAGES.de, policies: policiesDe, audit: auditDe, desk: deskDe },
  zh: { ...LANGUAGES.zh, policies: policiesZh, audit: auditZh, desk: deskZh },
};

/** Words that are the same in German: names, and words that both languages have. */
const SAME = new Set([
  'product',
  'code.label',
  'account.door.desktop',
  'account.door.web',
  'account.methods.hotp',
  'desk.caller.code.label',
  'desk.factors.methods.hotp',
  'desk.locks.door.desktop',
  'desk.locks.door.web',
  'policies.unset',
  'policies.target.ou',
  'policies.edit.name',
  'policies.edit.ous',
  'policies.review.doors.desktop',
  'policies.review.doors.web',
  'policies.review.person',
  'policies.versions.one',
  'policies.explain.person',
  'policies.explain.winner',
  'policies.exchange.importTitle',
  'audit.filter.principal',
  'audit.filter.code',
  'audit.field.principalName',
  'audit.field.code',
  'audit.export.title',
  'audit.export.format',
]);

/** Every text by its path; those that take values are filled with some. */
function leavesOf(texts: object, prefix = ''): Map<string, string> {
  const leaves = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    const path = `${prefix}${key}`;
    if (typeof value === 'string') leaves.set(path, value);
    else if (typeof value === 'function') {
      const fill = value as (...values: unknown[]) => string;
      for (const n of [0, 1, 2, 37]) leaves.set(`${path}(${n})`, fill(n, 2));
    } else {
      for (const [inner, text] of leavesOf(value as object, `${path}.`)) leaves.set(inner, text);
    }
  }
  // It takes codes, not numbers.
  for (const path of [...leaves.keys()]) if (path.startsWith('password.rule(')) leaves.delete(path);
  return leaves;
}

describe('the texts of the pages', () => {
  const english = leavesOf(en);

  it.each(Object.entries(others))('are complete: %s', (_, texts) => {
    const leaves = leavesOf(texts);
    expect([...leaves.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...leaves].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it.each(Object.entries(others))('are translated: %s', (_, texts) => {
    const same = [...leavesOf(texts)]
      .filter(([path, text]) => english.get(path) === text)
      .map(([path]) => path.replace(/\(\d+\)$/, ''));
    expect(same.filter((path) => !SAME.has(path))).toEqual([]);
  });

  it.each(Object.entries({ en, ...others }))('say whatever they are given: %s', (_, texts) => {
    const lost = [...leavesOf(texts)].filter(
      ([path, text]) => path.endsWith('(37)') && !text.includes('37'),
    );
    expect(lost).toEqual([]);
  });

  it.each(Object.entries(LANGUAGES))('have words for every rule of passwords: %s', (_, texts) => {
    for (const code of PasswordRuleCode.options) {
      for (const value of [undefined, 1, 12]) {
        expect(texts.password.rule(code, value)).toMatch(/\S{2}/u);
        expect(texts.password.rule(code, value)).not.toMatch(/undefined|NaN/);
      }
    }
  });
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['zh-Hant-TW'], 'zh'],
    [['fr-FR', 'zh-CN', 'de'], 'zh'],
    [['fr', 'xx'], 'en'],
    [['', 'DE'], 'de'],
    [['constructor', '__proto__'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (tags, language) => {
    expect(languageOf(tags)).toBe(language);
  });

  it.each([
    [['en', 'zh-CN'], 'zh'],
    [['en-GB'], 'de'],
  ] as const)('of %j where English is not offered is %s', (tags, language) => {
    expect(languageOf(tags, { offered: ['zh', 'de'], default: 'de' })).toBe(language);
  });
});
