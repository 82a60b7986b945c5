import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DN } from 'ldapts';

import {
  comparableParts,
  containerKeys,
  distinguishedNameKey,
} from '../../../server/src/directory/distinguished-name.js';

describe('two distinguished names are one', () => {
  it.each([
    ['OU=Staff,DC=corp,DC=test', 'ou=staff,dc=CORP,dc=Test'],
    ['OU=Staff,DC=corp', ' OU = Staff , DC = corp '],
    ['OU=Ann\\, Bob,DC=corp', 'OU=ann\\2C bob,DC=corp'],
    ['OU=München,DC=corp', 'OU=M\\C3\\BCNCHEN,DC=corp'],
    ['OU=München,DC=corp', 'OU=Mu\u0308nchen,DC=corp'],
    ['OU="Ann, Bob" ,DC=corp', 'OU=Ann\\, Bob,DC=corp'],
    ['OU=two  words,DC=corp', 'OU=Two words,DC=corp'],
    ['OU=\\ lead\\ ,DC=corp', 'OU=lead,DC=corp'],
    ['OU=a+CN=b,DC=corp', 'CN=B+OU=A,DC=corp'],
    ['2.5.4.11=Staff,0.9.2342.19200300.100.1.25=corp', 'OU=Staff,DC=corp'],
    ['OU=a\\=b\\+c\\<d\\>e\\#f\\;\\"\\\\,DC=x', 'OU=a=b\\2bc\\3cd\\3ee#f\\3b\\22\\5c,DC=x'],
  ])('%j is %j', (left, right) => {
    expect(distinguishedNameKey(left)).toBe(distinguishedNameKey(right));
  });

  it.each([
    ['OU=Staff,DC=corp', 'CN=Staff,DC=corp'],
    ['OU=Staff,DC=corp', 'OU=Staff,OU=corp'],
    ['OU=a\\,DC\\=b,DC=c', 'OU=a,DC=b,DC=c'],
    ['OU=a\\+CN\\=b,DC=c', 'OU=a+CN=b,DC=c'],
    ['OU=a\\22\\,DC=b,DC=c', 'OU=a,DC=b,DC=c'],
    ['OU=#61,DC=c', 'OU=a,DC=c'],
    ['OU=#61,DC=c', 'OU=\\#61,DC=c'],
  ])('but %j is not %j', (left, right) => {
    expect(distinguishedNameKey(left)).not.toBe(distinguishedNameKey(right));
  });
});

describe('a distinguished name is refused', () => {
  it.each([
    '',
    'Staff',
    '=Staff',
    'OU=Staff,',
    ',OU=Staff',
    'OU=a,,DC=b',
    'OU=a+,DC=b',
    'OU=a;DC=b',
    'OU="a,DC=b',
    'OU="a"b,DC=b',
    'OU=a"b",DC=b',
    'OU=a\\',
    'OU=a\\4',
    'OU=a\\zz',
    'OU=\\ff,DC=b',
    'OU=a<b',
    'OU=a\0b',
    'OU=#6,DC=b',
    'O U=a',
    `OU=${'a'.repeat(4100)}`,
    Array.from({ length: 129 }, () => 'O=a').join(','),
  ])('such as %j', (name) => {
    expect(() => comparableParts(name)).toThrow(
      expect.objectContaining({ name: 'DistinguishedNameError' }),
    );
  });
});

describe('the containers of an entry', () => {
  it('are those around it, the nearest first', () => {
    expect(containerKeys('CN=a\\,b,OU=Lab,OU=Staff,DC=corp,DC=test')).toEqual(
      [
        'OU=Lab,OU=Staff,DC=corp,DC=test',
        'OU=Staff,DC=corp,DC=test',
        'DC=corp,DC=test',
        'DC=test',
      ].map(distinguishedNameKey),
    );
  });

  it('are found whatever the values are, as another writer of names escapes them', () => {
    const values = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(values, (names) => {
        fc.pre(names.every((name) => !name.includes('\0')));
        const whole = (parts: string[]) =>
          parts.reduce((dn, value) => dn.addPairRDN('OU', value), new DN()).toString();
        const [nearest] = containerKeys(whole(names));
        expect(nearest).toBe(distinguishedNameKey(whole(names.slice(1))));
        expect(comparableParts(whole(names))).toHaveLength(names.length);
      }),
    );
  });

  it('take no time that grows faster than the name', () => {
    const begin = performance.now();
    for (const name of ['OU='.padEnd(4095, ' '), 'OU='.padEnd(4095, '\\'), ' '.repeat(4095)]) {
      expect(() => comparableParts(`${name}"`)).toThrow();
    }
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
