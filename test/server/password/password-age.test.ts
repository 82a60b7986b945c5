import { expiresInDays, isTooYoung, overage } from '../../../server/src/password/password-age.js';

const NOW = new Date('2026-11-26T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

describe('a password that is too old', () => {
  it.each([
    ['89.9 days of 90', { expiryDays: 90 }, 89.9, undefined],
    ['90 days of 90', { expiryDays: 90 }, 90, 'expired'],
    ['years, and never', { expiryDays: 0 }, 4000, undefined],
    [
      'set before an incident',
      { expiryDays: 0, changeBefore: '2026-11-20T00:00:00Z' },
      7,
      'must-change',
    ],
    ['set after it', { expiryDays: 0, changeBefore: '2026-11-20T00:00:00Z' }, 2, undefined],
    [
      'before one that is still to come',
      { expiryDays: 0, changeBefore: '2027-01-01T00:00:00Z' },
      2,
      undefined,
    ],
  ] as const)('%s', (_, policy, days, expected) => {
    expect(overage(policy, daysAgo(days), NOW)).toBe(expected);
  });

  it('is nobody’s where the directory does not tell when it was set', () => {
    const policy = {
      expiryDays: 1,
      changeBefore: '2026-11-20T00:00:00Z',
      warningDays: 9,
      minimumAgeHours: 9,
    };
    expect(overage(policy, undefined, NOW)).toBeUndefined();
    expect(expiresInDays(policy, undefined, NOW)).toBeUndefined();
    expect(isTooYoung(policy, undefined, NOW)).toBe(false);
  });
});

it.each([
  [74.9, undefined],
  [76, 14],
  [89.5, 0],
  [95, 0],
])('after %d of 90 days a warning of 14 days says %p', (days, expected) => {
  expect(expiresInDays({ expiryDays: 90, warningDays: 14 }, daysAgo(days), NOW)).toBe(expected);
});

it.each([
  [1, true],
  [23.9, true],
  [24, false],
])('after %d of 24 hours it is too young: %p', (hours, expected) => {
  expect(isTooYoung({ minimumAgeHours: 24 }, daysAgo(hours / 24), NOW)).toBe(expected);
});
