import { expect, test } from '@jest/globals';

import { chooseLanguage } from '../../../server/src/messages/choose-language.js';

const CHOICE = { offered: ['de', 'zh'], default: 'de' } as const;

test.each([
  ['zh-CN', 'zh'],
  ['zh-Hant-HK', 'de'],
  ['zh-Hans-TW', 'zh'],
  ['de-AT', 'de'],
  ['en', 'de'],
  ['fr', 'de'],
  [undefined, 'de'],
  ['', 'de'],
  ['toString', 'de'],
])('%s is met in %s', (tag, language) => {
  expect(chooseLanguage(tag, { offered: [...CHOICE.offered], default: CHOICE.default })).toBe(
    language,
  );
});
