import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for what comes about by itself, for a minute at the most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come about');
    await sleep(100);
  }
}
