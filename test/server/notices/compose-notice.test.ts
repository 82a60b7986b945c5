import { expect, it } from '@jest/globals';

import { DE } from '../../../server/src/notices/templates/de.js';
import { EN } from '../../../server/src/notices/templates/en.js';
import { ZH } from '../../../server/src/notices/templates/zh.js';

it('notices have the same places to fill in, in every language', () => {
  const places = (texts: typeof EN) =>
    Object.entries(texts.notices).map(([kind, { body }]) => [
      kind,
      [...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, key]) => key),
    ]);
  expect(places(DE)).toEqual(places(EN));
  expect(places(ZH)).toEqual(places(EN));
});
