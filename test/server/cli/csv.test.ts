import { describe, expect, it } from '@jest/globals';

import { formatCsv } from '../../../server/src/cli/csv.js';

describe('CSV', () => {
  it.each([
    ['=cmd|/c calc', "'=cmd|/c calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['  =1', "'  =1"],
    ['\r=1', '"\'\r=1"'],
    ['=a,"b"', '"\'=a,""b"""'],
  ])('lets no spreadsheet run %j', (cell, expected) => {
    expect(formatCsv([[cell]])).toBe(expected);
  });

  it.each<[string | number | null, string]>([
    ['CORP\\alice', 'CORP\\alice'],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a\nb', '"a\nb"'],
    [null, ''],
    [-1, '-1'],
    ['', ''],
  ])('writes %j as RFC 4180 does', (cell, expected) => {
    expect(formatCsv([[cell]])).toBe(expected);
  });

  it('has a row a line', () => {
    expect(
      formatCsv([
        ['a', 1],
        ['b', null],
      ]),
    ).toBe('a,1\r\nb,');
  });
});
