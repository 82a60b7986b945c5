import { describe, expect, test } from '@jest/globals';

import { brokenRule } from '../../../server/src/directory/password-rules.js';

const RULES = { minimumLength: 7, complexity: true, historyLength: 24, minimumAgeSeconds: 86_400 };
const ACCOUNT = { samAccountName: 'asmith', displayName: 'Ann-Marie Smith, Dr' };

const judge = (text: string, rules = RULES) => brokenRule(Buffer.from(text), rules, ACCOUNT);

describe('brokenRule', () => {
  test.each([
    ['empty', '', 'length'],
    ['one short of the least', 'Abc 12', 'length'],
    ['more than Windows takes', `Ab1 ${'x'.repeat(253)}`, 'length'],
    ['two kinds of characters', 'abcdefg1', 'complexity'],
    ['the account name in it', 'Xx9!ASMITH', 'complexity'],
    ['a part of the displayed name in it', 'Xx9! marie', 'complexity'],
  ])('refuses what is %s', (_name, text, rule) => {
    expect(judge(text)).toBe(rule);
  });

  test.each([
    ['three kinds', 'abcdef1!'],
    ['letters without case as a kind of their own', '漢字漢字ab1'],
    ['a part of the name that is too short to count', 'Xx9!dr0123'],
    ['as many code units as are wanted, in fewer characters', '😀😀Aa1'],
  ])('takes %s', (_name, text) => {
    expect(judge(text)).toBeUndefined();
  });

  test('does not ask for kinds where the directory does not', () => {
    expect(judge('asmith-asmith', { ...RULES, complexity: false })).toBeUndefined();
  });

  test('bytes that are no text are refused', () => {
    expect(brokenRule(Buffer.from([0xc3, 0x28, 1, 2, 3, 4, 5, 6]), RULES, ACCOUNT)).toBe('other');
  });
});
