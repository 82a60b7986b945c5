import { describe, expect, test } from '@jest/globals';

import {
  isControlRefused,
  readPasswordRefusal,
  resetChanges,
  wipe,
} from '../../../../server/src/directory/ldap/password-change.js';

/** As Active Directory words it: the Windows error first, then where in its source. */
const ofActiveDirectory = (windowsError: string) =>
  `${windowsError}: AtrErr: DSID-03190FD6, #1:\n\t0: ${windowsError}: DSID-03190FD6, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)`;

describe('readPasswordRefusal', () => {
  test.each([
    [
      'a restriction of Active Directory, which does not say which',
      19,
      ofActiveDirectory('0000052D'),
      { outcome: 'rejected', rule: 'other' },
    ],
    [
      'the same as unwilling to perform',
      53,
      '0000052D: SvcErr: DSID-031A12D2',
      { outcome: 'rejected', rule: 'other' },
    ],
    ['a wrong old password', 19, ofActiveDirectory('00000056'), { outcome: 'wrong' }],
    [
      'a missing right',
      50,
      '00000005: SecErr: DSID-031A1256, problem 4003 (INSUFF_ACCESS_RIGHTS)',
      { outcome: 'forbidden' },
    ],
    ['a constraint without a Windows error', 19, 'no', { outcome: 'rejected', rule: 'other' }],
  ])('%s', (_name, code, message, expected) => {
    expect(readPasswordRefusal({ code, message })).toEqual(expected);
  });

  test.each([
    ['busy', 51, ''],
    ['unwilling for another reason (no TLS)', 53, '0000001F: SvcErr: DSID-031A12D2'],
    ['a control that is not known', 12, ''],
  ])('%s says nothing of the password', (_name, code, message) => {
    expect(readPasswordRefusal({ code, message })).toBeUndefined();
  });

  test('a control that is not known is told apart', () => {
    expect(isControlRefused({ code: 12 })).toBe(true);
    expect(isControlRefused({ code: 19 })).toBe(false);
  });
});

test('a password goes out in quotation marks as UTF-16LE, and its copy can be wiped', () => {
  const changes = resetChanges(Buffer.from('pä"€😀'));
  const [value] = changes[0]!.modification.values;
  expect(Buffer.isBuffer(value) && value.toString('utf16le')).toBe('"pä"€😀"');
  wipe(changes);
  expect(Buffer.isBuffer(value) && value.every((byte) => byte === 0)).toBe(true);
});
