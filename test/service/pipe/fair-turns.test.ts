import { setImmediate as turn } from 'node:timers/promises';

import { FairTurns } from '../../../service/src/pipe/fair-turns.js';

it('lets clients go on in the order in which they asked, some in each turn of the event loop', async () => {
  const turns = new FairTurns();
  const order: number[] = [];
  for (let client = 0; client < 20; client++) void turns.next().then(() => order.push(client));
  const seen: number[] = [];
  while (order.length < 20) {
    await turn();
    seen.push(order.length);
  }
  expect(order).toEqual(Array.from({ length: 20 }, (_, client) => client));
  expect(Math.max(...seen.map((count, at) => count - (seen[at - 1] ?? 0)))).toBeLessThanOrEqual(8);
});

it('lets a newcomer go on after those who wait, however often these ask again', async () => {
  const turns = new FairTurns();
  let rounds = 0;
  let isOver = false;
  const flood = async (): Promise<void> => {
    while (!isOver) {
      await turns.next();
      rounds++;
    }
  };
  const floods = Array.from({ length: 100 }, flood);
  await turn();
  const before = rounds;
  await turns.next();
  expect(rounds - before).toBeLessThanOrEqual(100);
  isOver = true;
  await Promise.all(floods);
});
