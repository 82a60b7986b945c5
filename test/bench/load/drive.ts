import { setTimeout as sleep } from 'node:timers/promises';

/** Does every item as fast as the seats allow, each seat one at a time. @returns items per second */
export async function driveAll<T>(
  items: readonly T[],
  seats: number,
  work: (seat: number, item: T) => Promise<void>,
): Promise<number> {
  let next = 0;
  const begin = performance.now();
  const sit = async (seat: number): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(seat, item);
  };
  await Promise.all(Array.from({ length: seats }, (_, seat) => sit(seat)));
  return (items.length * 1000) / (performance.now() - begin);
}

/**
 * Begins an item every `1 / perSecond` seconds whether or not earlier ones are done, as people do who know nothing of
 * each other.
 *
 * @returns milliseconds from when each was due until it was done: waiting for a free seat counts
 */
export async function driveAtRate<T>(
  items: readonly T[],
  { seats, perSecond }: { seats: number; perSecond: number },
  work: (seat: number, item: T) => Promise<void>,
): Promise<number[]> {
  const free = Array.from({ length: seats }, (_, seat) => seat);
  const waiting: ((seat: number) => void)[] = [];
  const begin = performance.now();
  return Promise.all(
    items.map(async (item, at) => {
      const due = begin + (at * 1000) / perSecond;
      const pause = due - performance.now();
      if (pause > 0) await sleep(pause);
      const seat = free.pop() ?? (await new Promise<number>((resolve) => waiting.push(resolve)));
      try {
        await work(seat, item);
        return performance.now() - due;
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(seat);
        else next(seat);
      }
    }),
  );
}
