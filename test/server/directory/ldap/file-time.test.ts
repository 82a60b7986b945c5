import { expect, test } from '@jest/globals';

import { readFileTime } from '../../../../server/src/directory/ldap/file-time.js';

test.each([
  ['125911584000000000', '2000-01-01T00:00:00.000Z'],
  ['116444736000000000', '1970-01-01T00:00:00.000Z'],
  ['116444736000019999', '1970-01-01T00:00:00.001Z'],
  ['10000', '1601-01-01T00:00:00.001Z'],
])('%s is %s', (text, expected) => {
  expect(readFileTime(text)?.toISOString()).toBe(expected);
});

test.each([
  undefined,
  '',
  '0',
  '-1',
  '9223372036854775807',
  '1.5',
  'never',
  '99999999999999999999',
])('%j is no time', (text) => {
  expect(readFileTime(text)).toBeUndefined();
});
