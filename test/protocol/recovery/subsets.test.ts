import { countSubsets, listSubsets } from '../../../protocol/src/recovery/subsets.js';

describe('the subsets of the optional questions', () => {
  it.each([
    [5, 6, 0],
    [5, -1, 0],
    [0, 0, 1],
    [5, 0, 1],
    [5, 5, 1],
    [5, 3, 10],
    [8, 4, 70],
    [64, 1, 64],
    [255, 127, Infinity],
  ])('of %d shares and threshold %d are %d', (shares, threshold, count) => {
    if (count === Infinity) expect(countSubsets(shares, threshold)).toBeGreaterThan(1e70);
    else expect(countSubsets(shares, threshold)).toBe(count);
  });

  it('come in lexicographic order', () => {
    expect(listSubsets(4, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    expect(listSubsets(0, 0)).toEqual([[]]);
  });

  it('are as many as were counted', () => {
    for (let shares = 0; shares <= 8; shares++) {
      for (let threshold = 0; threshold <= shares; threshold++) {
        expect(listSubsets(shares, threshold)).toHaveLength(countSubsets(shares, threshold));
      }
    }
  });
});
