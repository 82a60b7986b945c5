import { describe, expect, it } from '@jest/globals';

import { parseSearchText } from '../../../server/src/directory/search-text.js';

describe('what a help desk types', () => {
  it.each([
    ['mei', { form: 'beginning', beginning: 'mei', words: undefined }],
    ['  Müller ', { form: 'beginning', beginning: 'Müller', words: undefined }],
    ['Müller'.normalize('NFD'), { form: 'beginning', beginning: 'Müller', words: undefined }],
    ['Anna Meier', { form: 'beginning', beginning: 'Anna Meier', words: ['Anna', 'Meier'] }],
    ['Meier, Anna', { form: 'beginning', beginning: 'Meier, Anna', words: ['Meier', 'Anna'] }],
    ['a b c', { form: 'beginning', beginning: 'a b c', words: undefined }],
    ['jo', { form: 'name', name: 'jo' }],
    ['𝒜𝒷', { form: 'name', name: '𝒜𝒷' }],
    ['s-1-5-21-1-2-3-1001', { form: 'sid', sid: 'S-1-5-21-1-2-3-1001' }],
  ])('%j is taken apart', (typed, expected) => {
    expect(parseSearchText(typed)).toEqual(expected);
  });

  it.each([
    '',
    '   ',
    'ali\0ce',
    'ali\nce',
    'ali\u0085ce',
    'ali\ud800',
    'a'.repeat(257),
    'a'.repeat(1e6),
  ])('%j is nobody', (typed) => {
    expect(parseSearchText(typed)).toBeUndefined();
  });
});
