import { describe, expect, it } from '@jest/globals';

import { isSingleAddress, maskAddress } from '../../../server/src/factors/mail-address.js';

describe('a mail address', () => {
  it.each([
    'a@b.test,c@d.test',
    'a@b.test c@d.test',
    'a@b.test;c@d.test',
    'a@b@c.test',
    'A <a@b.test>',
    '"a b"@c.test',
    'a@b.test\n',
    'a@b.test\u2028',
    'a',
    '@b.test',
    'a@',
    '',
    `${'a'.repeat(250)}@b.test`,
  ])('R28: %j is not exactly one', (text) => {
    expect(isSingleAddress(text)).toBe(false);
  });

  it.each(['a@b.test', "o'neil+x@sub.b.test", 'müller@bücher.test'])('%j is one', (text) => {
    expect(isSingleAddress(text)).toBe(true);
  });

  it.each([
    ['alice@corp.test', 'a•••@corp.test'],
    ['a@corp.test', 'a•••@corp.test'],
    ['no address', '•••'],
    ['@corp.test', '•••@corp.test'],
  ])('%j is shown as %j', (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });
});
