import { setTimeout as sleep } from 'node:timers/promises';

import { Turns } from '../../../service/src/offline/turns.js';

describe('turns', () => {
  it('are taken one after the other, also after one that failed', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const work = (name: string, milliseconds: number) => async () => {
      seen.push(`${name} begins`);
      await sleep(milliseconds);
      seen.push(`${name} ends`);
      if (name === 'second') throw new Error(name);
      return name;
    };
    const outcomes = await Promise.allSettled([
      turns.take(work('first', 8)),
      turns.take(work('second', 1)),
      turns.take(work('third', 0)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(seen).toEqual(
      ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('are refused when too many wait, and given again when fewer do', async () => {
    const turns = new Turns();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const waiting = Array.from({ length: 256 }, () => turns.take(() => gate));
    await expect(turns.take(() => undefined)).rejects.toThrow(RangeError);
    open();
    await Promise.all(waiting);
    expect(await turns.take(() => 'done')).toBe('done');
  });
});
