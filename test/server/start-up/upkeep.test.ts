import { setTimeout as sleep } from 'node:timers/promises';

import { startUpkeep } from '../../../server/src/start-up/upkeep.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';
import { waitUntil } from '../../support/service.js';

const clock = new FakeClock();

test('says of each job how it went, and keeps the last failure', async () => {
  let isBroken = true;
  const run = () => (isBroken ? Promise.reject(new Error('the disk is full')) : Promise.resolve());
  const logger = new MemoryLogger();
  await using upkeep = startUpkeep(
    [
      { name: 'often', everyMs: 5, run },
      { name: 'seldom', everyMs: 3_600_000, run },
    ],
    { clock, logger },
  );
  const often = () => upkeep.jobs()[0];
  expect(upkeep.jobs()[1]).toEqual({
    ...{ name: 'seldom', everySeconds: 3_600, running: false },
    nextRunAt: new Date(clock.now().getTime() + 3_600_000).toISOString(),
  });
  await waitUntil(() => often()?.lastRun?.ok === false);
  const failure = { at: clock.now().toISOString(), error: 'Error: the disk is full' };
  expect(often()?.lastFailure).toEqual(failure);
  isBroken = false;
  await waitUntil(() => often()?.lastRun?.ok === true);
  expect(often()?.lastFailure).toEqual(failure);
});

test('begins nothing again that still runs, and waits for it at the end', async () => {
  let begun = 0;
  let ended = 0;
  let open = () => expect('the gate').toBe('made');
  const gate = new Promise<void>((resolve) => (open = resolve));
  const upkeep = startUpkeep(
    [
      {
        ...{ name: 'slow', everyMs: 5, firstAfterMs: 1 },
        run: async () => {
          begun++;
          await gate;
          ended++;
        },
      },
    ],
    { clock, logger: new MemoryLogger() },
  );
  await waitUntil(() => upkeep.jobs()[0]?.running === true);
  await sleep(50);
  expect(begun).toBe(1);
  const stopping = upkeep[Symbol.asyncDispose]();
  open();
  await stopping;
  expect(ended).toBe(1);
});
