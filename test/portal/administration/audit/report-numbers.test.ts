import { describe, expect, it } from '@jest/globals';

import {
  daysBetween,
  logonsByDoor,
} from '../../../../server/web/src/administration/audit/report-numbers.js';
import {
  correlationOf,
  filtersIn,
  isCorrelation,
} from '../../../../server/web/src/administration/audit/search-filters.js';

describe('the logons of a report', () => {
  it('are columns of each door, with quiet days between, whatever their codes', () => {
    const doors = logonsByDoor(
      {
        columns: ['from', 'door', 'outcome', 'code', 'logons', 'people'],
        rows: [
          ['2026-03-03T00:00:00.000Z', 'web', 'logon.granted', null, 4, 2],
          ['2026-03-01T00:00:00.000Z', 'web', 'logon.denied', 'credentials.wrong', 2, 1],
          ['2026-03-01T00:00:00.000Z', 'web', 'logon.denied', 'principal.locked', 3, 1],
          ['2026-03-01T00:00:00.000Z', 'desktop', 'offline.granted', null, 1, 1],
          ['2026-03-01T00:00:00.000Z', 'desktop', 'logon.cancelled', null, 1, 1],
        ],
      },
      ['2026-03-01', '2026-03-02', '2026-03-03'],
    );
    expect([...doors]).toEqual([
      [
        'web',
        [
          { label: '2026-03-01', values: [0, 5, 0] },
          { label: '2026-03-02', values: [0, 0, 0] },
          { label: '2026-03-03', values: [4, 0, 0] },
        ],
      ],
      [
        'desktop',
        [
          { label: '2026-03-01', values: [1, 0, 1] },
          { label: '2026-03-02', values: [0, 0, 0] },
          { label: '2026-03-03', values: [0, 0, 0] },
        ],
      ],
    ]);
  });

  it.each([
    ['2026-02-27T23:00:00Z', '2026-03-01T00:00:00Z', ['2026-02-27', '2026-02-28']],
    ['2026-02-27T00:00:00Z', '2026-02-27T00:00:00.001Z', ['2026-02-27']],
    ['2026-02-27T00:00:00Z', '2026-02-26T00:00:00Z', []],
    ['2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', []],
    ['nonsense', '2026-01-01T00:00:00Z', []],
  ])('are asked for the days from %s to %s', (since, until, days) => {
    expect(daysBetween(since, until)).toEqual(days);
  });
});

describe('the filters of a search', () => {
  it('are those that an address has, and no others', () => {
    const query = new URLSearchParams('?type=logon.denied&principal=%20&evil=1&order=oldest');
    expect(filtersIn(query)).toEqual({ type: 'logon.denied', order: 'oldest' });
  });

  it('take a reference as people read it out', () => {
    expect(correlationOf('7F3A-91C2 0B44')).toBe('7f3a91c20b44');
    expect(['', '7F3A-91C2', 'zz', 'a'.repeat(33)].map((text) => isCorrelation(text))).toEqual([
      ...[true, true, false, false],
    ]);
  });
});
