import { expect, test } from '@jest/globals';

import { Pace } from '../../../server/src/directory/pace.js';

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

test('R38: quick work is held back to the pace of the slow work', async () => {
  const pace = new Pace();
  pace.record(40);
  expect(await millisecondsOf(() => pace.keep(performance.now(), 1_000))).toBeGreaterThan(35);
});

test('nothing is held back before there is a pace, after it went by, or beyond the budget', async () => {
  const pace = new Pace();
  expect(await millisecondsOf(() => pace.keep(performance.now(), 1_000))).toBeLessThan(200);
  pace.record(10_000);
  expect(await millisecondsOf(() => pace.keep(performance.now() - 10_000, 1_000))).toBeLessThan(
    200,
  );
  expect(await millisecondsOf(() => pace.keep(performance.now(), 5))).toBeLessThan(1_000);
});
