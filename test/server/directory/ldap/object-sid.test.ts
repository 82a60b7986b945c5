import { describe, expect, test } from '@jest/globals';

import { formatObjectSid, parseSid } from '../../../../server/src/directory/ldap/object-sid.js';

const ADMINISTRATORS = '01020000000000052000000020020000';
const DOMAIN_USER = '010500000000000515000000ac0dc4a407a68850ffd3cc23f4010000';

describe('formatObjectSid', () => {
  test.each([
    ['nothing', ''],
    ['a header alone', '0100000000000005'],
    ['no sub-authority', '010000000000000520000000'],
    ['more sub-authorities than bytes', '010f00000000000520000000'],
    ['fewer sub-authorities than bytes', '01010000000000052000000020020000'],
    ['16 sub-authorities', `0110000000000005${'00000000'.repeat(16)}`],
    ['another revision', '02010000000000052000000020020000'],
    ['a byte too many', `${ADMINISTRATORS}00`],
    ['a byte too few', ADMINISTRATORS.slice(2)],
  ])('refuses %s', (_name, hex) => {
    expect(() => formatObjectSid(Buffer.from(hex, 'hex'))).toThrow(RangeError);
  });

  test.each([
    ['S-1-5-32-544', ADMINISTRATORS],
    ['S-1-5-21-2764311980-1351132679-600626175-500', DOMAIN_USER],
    ['S-1-1-0', '010100000000000100000000'],
    ['S-1-281474976710655-4294967295', '0101ffffffffffffffffffff'],
  ])('%s, there and back', (text, hex) => {
    expect(formatObjectSid(Buffer.from(hex, 'hex'))).toBe(text);
    expect(parseSid(text).toString('hex')).toBe(hex);
  });
});

describe('parseSid', () => {
  test.each([
    'S-1-5-32-544)(objectClass=*',
    'S-1-5',
    'S-2-5-32',
    's-1-5-32',
    'S-1-5-',
    'S-1-5--1',
    'S-1-5-4294967296',
    'S-1-281474976710656-0',
    `S-1-5${'-1'.repeat(16)}`,
    '',
  ])('refuses %j', (text) => {
    expect(() => parseSid(text)).toThrow(RangeError);
  });
});
