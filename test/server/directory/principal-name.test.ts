import { describe, expect, test } from '@jest/globals';

import { equalNames, parsePrincipalName } from '../../../server/src/directory/principal-name.js';

describe('parsePrincipalName', () => {
  test.each([
    ['a control character', 'ali\tce'],
    ['a null byte', 'alice\0'],
    ['a lone surrogate', '\udc00alice'],
    ['an empty domain', '\\alice'],
    ['an empty name after a domain', 'CORP\\'],
    ['an empty suffix', 'alice@'],
    ['an empty name before a suffix', '@corp.test'],
    ['blanks only', ' \u00a0 '],
    ['more bytes than any directory takes', 'ü'.repeat(2049)],
  ])('%s is no name', (_name, typed) => {
    expect(parsePrincipalName(typed)).toBeUndefined();
  });

  test('reads the three forms', () => {
    expect(parsePrincipalName('alice')).toEqual({ form: 'sam', name: 'alice' });
    expect(parsePrincipalName('CORP\\alice')).toEqual({
      form: 'domain',
      domain: 'CORP',
      name: 'alice',
    });
    expect(parsePrincipalName('alice@corp.test')).toEqual({
      form: 'suffixed',
      name: 'alice',
      suffix: 'corp.test',
      whole: 'alice@corp.test',
    });
  });

  test('the last @ is the one that counts, a backslash goes before it', () => {
    expect(parsePrincipalName('a@b@corp.test')).toMatchObject({ name: 'a@b', suffix: 'corp.test' });
    expect(parsePrincipalName('CORP\\a@b')).toMatchObject({ form: 'domain', name: 'a@b' });
  });

  test('decomposed letters become composed ones', () => {
    expect(parsePrincipalName('mu\u0308ller')).toEqual({ form: 'sam', name: 'm\u00fcller' });
  });
});

test('names are equal whatever their case and spelling', () => {
  expect(equalNames('MU\u0308LLER', 'm\u00fcller')).toBe(true);
  expect(equalNames('muller', 'm\u00fcller')).toBe(false);
});
