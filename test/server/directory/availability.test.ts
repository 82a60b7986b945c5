import { expect, test } from '@jest/globals';

import { Availability } from '../../../server/src/directory/availability.js';

const BACK_OFF = { firstMs: 100, mostMs: 1_000 };

function scene(lot = 1) {
  const clock = { now: 0 };
  const availability = new Availability(
    BACK_OFF,
    () => clock.now,
    () => lot,
  );
  return { clock, availability };
}

/** How long it is avoided after each of so many failures in a row. */
function avoidedAfterFailures(count: number, lot: number): number[] {
  const { clock, availability } = scene(lot);
  return Array.from({ length: count }, () => {
    clock.now = Math.max(clock.now, availability.avoidedUntil);
    availability.failed();
    return availability.avoidedUntil - clock.now;
  });
}

test('each failure in a row doubles the time, up to the bound', () => {
  expect(avoidedAfterFailures(6, 1)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

test('the time is scattered, over half of it', () => {
  expect(avoidedAfterFailures(3, 0)).toEqual([50, 100, 200]);
});

test('calls that fail together are one failure', () => {
  const { availability } = scene();
  for (let n = 0; n < 50; n++) availability.failed();
  expect(availability.avoidedUntil).toBe(100);
});

test('a success is the end of it', () => {
  const { clock, availability } = scene();
  availability.failed();
  clock.now = 200;
  availability.failed();
  availability.succeeded();
  expect(availability.isAvoided).toBe(false);
  availability.failed();
  expect(availability.avoidedUntil - clock.now).toBe(100);
});

test('one probe is under way when the time has come, none before, and it decides', async () => {
  const { clock, availability } = scene();
  let probes = 0;
  const outcome = { ok: false };
  const probe = async () => {
    probes += 1;
    await Promise.resolve();
    if (!outcome.ok) throw new Error('still away');
  };
  availability.probeWhenDue(probe);
  availability.failed();
  availability.probeWhenDue(probe);
  expect(probes).toBe(0);
  clock.now = 100;
  for (let n = 0; n < 5; n++) availability.probeWhenDue(probe);
  expect(probes).toBe(1);
  await new Promise(setImmediate);
  expect(availability.isAvoided).toBe(true);
  expect(availability.avoidedUntil).toBe(300);
  clock.now = 300;
  outcome.ok = true;
  availability.probeWhenDue(probe);
  await new Promise(setImmediate);
  expect([probes, availability.isAvoided]).toEqual([2, false]);
});
