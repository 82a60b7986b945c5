import { describe, expect, it } from '@jest/globals';

import { GroupCache } from '../../../server/src/policy/group-cache.js';
import { FakeClock } from '../../fakes/fake-clock.js';

describe('the groups of principals', () => {
  it('are asked for once by parallel logons', async () => {
    const cache = new GroupCache(new FakeClock());
    let asked = 0;
    const look = async () => [{ name: `answer ${++asked}` }];
    const answers = await Promise.all(Array.from({ length: 10 }, () => cache.of('p', look)));
    expect(answers).toEqual(Array.from({ length: 10 }, () => [{ name: 'answer 1' }]));
  });

  it('are forgotten, oldest first, when too many names are tried', async () => {
    const cache = new GroupCache(new FakeClock());
    let asked = 0;
    const look = async () => {
      asked += 1;
      return [];
    };
    for (let i = 0; i < 10_001; i++) await cache.of(`p${i}`, look);
    await cache.of('p10000', look);
    expect(asked).toBe(10_001);
    await cache.of('p0', look);
    expect(asked).toBe(10_002);
  });
});
