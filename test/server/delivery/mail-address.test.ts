import { describe, expect, test } from '@jest/globals';

import { isMailAddress, parseSender } from '../../../server/src/delivery/mail-address.js';

describe('isMailAddress', () => {
  test.each([
    ['a second recipient after a comma', 'alice@corp.test,mallory@evil.test'],
    ['a second recipient after a semicolon', 'alice@corp.test;mallory@evil.test'],
    ['a second recipient after a space', 'alice@corp.test mallory@evil.test'],
    ['a header after a line end', 'alice@corp.test\r\nBcc: mallory@evil.test'],
    ['a bare line feed', 'alice@corp.test\nBcc:mallory@evil.test'],
    ['a null byte', 'alice@corp.test\0'],
    ['a display name', 'Alice <alice@corp.test>'],
    ['angle brackets', '<alice@corp.test>'],
    ['a quoted local part', '"alice@corp.test,"@evil.test'],
    ['a comment', 'alice(mallory@evil.test)@corp.test'],
    ['a group', 'all:alice@corp.test;'],
    ['a source route', '@evil.test:alice@corp.test'],
    ['two at signs', 'alice@corp.test@evil.test'],
    ['an address literal', 'alice@[127.0.0.1]'],
    ['no domain', 'alice@'],
    ['no local part', '@corp.test'],
    ['nothing', ''],
    ['more than 254 bytes', `alice@${'a'.repeat(250)}.test`],
  ])('R28: refuses %s', (_name, address) => {
    expect(isMailAddress(address)).toBe(false);
  });

  test.each(["o'brien+codes@mail.corp.test", 'jürgen@müller.test', 'a@b'])(
    'accepts %s',
    (address) => expect(isMailAddress(address)).toBe(true),
  );
});

describe('parseSender', () => {
  test('reads a name and an address', () => {
    expect(parseSender('Gatehouse <gatehouse@corp.test>')).toEqual({
      name: 'Gatehouse',
      address: 'gatehouse@corp.test',
    });
  });

  test('reads a bare address', () => {
    expect(parseSender('gatehouse@corp.test')).toEqual({
      name: '',
      address: 'gatehouse@corp.test',
    });
  });

  test('R28: refuses two senders and line ends', () => {
    expect(() => parseSender('a@corp.test, b@corp.test')).toThrow(TypeError);
    expect(() => parseSender('A\r\nBcc: x@evil.test <a@corp.test>')).toThrow(TypeError);
  });
});
