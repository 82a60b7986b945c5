import { describe, expect, it } from '@jest/globals';

import { GroupCache } from '../../../server/src/policy/group-cache.js';
import { FakeClock } from '../../fakes/fake-clock.js';

describe('the groups of principals', () => {
  const counted = (answer: (asked: number) => { name: string }[] = () => []) => {
    const counter = { asked: 0, look: async () => answer(++counter.asked) };
    return counter;
  };

  it('are asked for once by parallel logons', async () => {
    const cache = new GroupCache(new FakeClock());
    const { look } = counted((asked) => [{ name: `answer ${asked}` }]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => cache.of('p', look)));
    expect(answers).toEqual(Array.from({ length: 10 }, () => [{ name: 'answer 1' }]));
  });

  it('are forgotten, oldest first, when too many names are tried', async () => {
    const cache = new GroupCache(new FakeClock());
    const counter = counted();
    for (let i = 0; i < 10_001; i++) await cache.of(`p${i}`, counter.look);
    await cache.of('p10000', counter.look);
    expect(counter.asked).toBe(10_001);
    await cache.of('p0', counter.look);
    expect(counter.asked).toBe(10_002);
  });

  it('are forgotten, oldest first, when they are too many together', async () => {
    const cache = new GroupCache(new FakeClock(), { groups: 5 });
    const counter = counted(() => [{ name: 'a' }, { name: 'b' }]);
    for (const principal of ['p', 'q', 'r']) await cache.of(principal, counter.look);
    await cache.of('r', counter.look);
    await cache.of('q', counter.look);
    expect(counter.asked).toBe(3);
    await cache.of('p', counter.look);
    expect(counter.asked).toBe(4);
  });

  it('are as old as the question at the most, "none" as well', async () => {
    const clock = new FakeClock();
    const cache = new GroupCache(clock);
    const counter = counted();
    const slow = async () => {
      clock.advance({ seconds: 20 });
      return counter.look();
    };
    expect(await cache.of('p', slow)).toEqual([]);
    clock.advance({ seconds: 9 });
    await cache.of('p', counter.look);
    expect(counter.asked).toBe(1);
    clock.advance({ seconds: 1 });
    await cache.of('p', counter.look);
    expect(counter.asked).toBe(2);
  });

  it('that could not be read are told to all who wait, and asked for again by the next', async () => {
    const cache = new GroupCache(new FakeClock());
    const counter = counted();
    const away = () => {
      counter.asked += 1;
      return Promise.reject(new Error('away'));
    };
    const waiting = [cache.of('p', away), cache.of('p', away)];
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(counter.asked).toBe(1);
    expect(await cache.of('p', counter.look)).toEqual([]);
  });
});
