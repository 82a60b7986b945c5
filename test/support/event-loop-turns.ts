import { setImmediate } from 'node:timers/promises';

/** How many times others had the event loop while something was done. */
export async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  const working = new AbortController();
  const counting = countUntil(working.signal);
  try {
    await work();
  } finally {
    working.abort();
  }
  return counting;
}

async function countUntil(end: AbortSignal): Promise<number> {
  let turns = 0;
  for (; !end.aborted; turns++) await setImmediate();
  return turns;
}
