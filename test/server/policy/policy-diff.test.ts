import { describe, expect, it } from '@jest/globals';

import { diffDocuments } from '../../../server/src/policy/policy-diff.js';

describe('the difference of two documents', () => {
  it('is empty when they say the same, in whatever order', () => {
    expect(
      diffDocuments({ a: 1, b: { c: [1, { d: 2 }] } }, { b: { c: [1, { d: 2 }] }, a: 1 }),
    ).toEqual([]);
  });

  it('names what came, went and changed by JSON pointer', () => {
    expect(
      diffDocuments(
        { kept: 1, changed: { inner: 1, list: [1, 2] }, gone: true, 'a/b~c': 1 },
        { kept: 1, changed: { inner: 2, list: [2, 1] }, came: { x: null }, 'a/b~c': 2 },
      ),
    ).toEqual([
      { path: '/a~1b~0c', before: 1, after: 2 },
      { path: '/came', after: { x: null } },
      { path: '/changed/inner', before: 1, after: 2 },
      { path: '/changed/list', before: [1, 2], after: [2, 1] },
      { path: '/gone', before: true },
    ]);
  });
});
