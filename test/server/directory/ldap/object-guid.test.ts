import { expect, test } from '@jest/globals';

import {
  formatObjectGuid,
  parseObjectGuid,
} from '../../../../server/src/directory/ldap/object-guid.js';

test.each([0, 1, 15, 17, 32])('refuses %i bytes', (length) => {
  expect(() => formatObjectGuid(Buffer.alloc(length))).toThrow(RangeError);
});

test('the first three fields are little-endian', () => {
  // 0x1e8f9125, 0x024b and 0x44f2 as a little-endian machine stores them, then eight bytes as they are.
  const bytes = Buffer.from('25918f1e4b02f2448ab6b0bfc39f17a1', 'hex');
  expect(formatObjectGuid(bytes)).toBe('1e8f9125-024b-44f2-8ab6-b0bfc39f17a1');
});

test('a view into a larger buffer is read from its own start', () => {
  const bytes = Buffer.alloc(40, 0xee);
  bytes.fill(0, 8, 24);
  expect(formatObjectGuid(bytes.subarray(8, 24))).toBe('00000000-0000-0000-0000-000000000000');
});

test('what is spelled is read again', () => {
  const bytes = Buffer.from('25918f1e4b02f2448ab6b0bfc39f17a1', 'hex');
  expect(parseObjectGuid(formatObjectGuid(bytes))).toEqual(bytes);
});

test.each([
  '',
  '*',
  '1e8f9125024b44f28ab6b0bfc39f17a1',
  '1E8F9125-024B-44F2-8AB6-B0BFC39F17A1',
  '{}',
])('%j is no objectGUID', (text) => {
  expect(parseObjectGuid(text)).toBeUndefined();
});
