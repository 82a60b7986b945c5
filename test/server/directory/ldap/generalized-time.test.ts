import { readGeneralizedTime } from '../../../../server/src/directory/ldap/generalized-time.js';

it.each([
  undefined,
  '',
  '2026',
  '20260301100000',
  '20260301100000.0+0100',
  "20260301100000.0Z'",
  '0x1',
])('takes %s for no time', (text) => {
  expect(readGeneralizedTime(text)).toBeUndefined();
});

it.each([
  ['20260301100000.0Z', '2026-03-01T10:00:00.000Z'],
  ['20260301100000Z', '2026-03-01T10:00:00.000Z'],
])('reads %s', (text, expected) => {
  expect(readGeneralizedTime(text)?.toISOString()).toBe(expected);
});
