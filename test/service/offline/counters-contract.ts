import type { Counters } from '../../../service/src/offline/counters.js';

/** What every store of numbers promises, run against each of them. */
export function describeCounters(name: string, open: () => Counters): void {
  describe(name, () => {
    const one = '00112233445566778899aabbccddeeff';

    it('keeps the last number of each name', () => {
      const counters = open();
      expect(counters.read(one)).toBeUndefined();
      for (const value of [0, 1, 2 ** 40]) {
        counters.write(one, value);
        expect(counters.read(one)).toBe(value);
        expect(open().read(one)).toBe(value);
      }
      counters.write('clock', 7);
      expect(counters.read(one)).toBe(2 ** 40);
    }, 60_000);

    it('forgets what is removed, and that is no error where there is none', () => {
      const counters = open();
      counters.write(one, 5);
      counters.remove(one);
      counters.remove(one);
      expect(counters.read(one)).toBeUndefined();
    }, 60_000);
  });
}
