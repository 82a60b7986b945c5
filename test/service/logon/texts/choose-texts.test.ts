import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from '@jest/globals';

import { CATALOGUES, chooseTexts } from '../../../../service/src/logon/texts/choose-texts.js';

const VECTORS = path.resolve(import.meta.dirname, '../../../vectors/languages.json');
const { tags } = JSON.parse(readFileSync(VECTORS, 'utf8')) as {
  tags: { tag: string; texts: keyof typeof CATALOGUES | null }[];
};

test.each(tags.map(({ tag, texts }) => [tag, texts] as const))(
  '%j is answered with the texts of %s',
  (tag, texts) => {
    expect(chooseTexts(tag).texts).toBe(CATALOGUES[texts ?? 'en']);
  },
);

test.each([
  ['DE-at', 'de-AT'],
  ['zh-cn', 'zh-CN'],
  // What has no texts has English dates, too.
  ['zh-TW', 'en'],
  ['fr-FR', 'en'],
  [`de-${'x'.repeat(500)}`, 'en'],
])('dates on the tile of %j are in %s', (tag, language) => {
  expect(chooseTexts(tag).language).toBe(language);
});
