/** How many ways there are to choose `threshold` of `shares` questions. Infinity when nobody could count them. */
export function countSubsets(shares: number, threshold: number): number {
  if (threshold < 0 || threshold > shares) return 0;
  let count = 1;
  for (let chosen = 1; chosen <= threshold; chosen++) {
    count = (count * (shares - threshold + chosen)) / chosen;
  }
  return Math.round(count);
}

/**
 * The ways to choose `threshold` of the places 0 to `shares - 1`: ascending places, in lexicographic order. The order
 * is part of the lock's layout.
 */
export function listSubsets(shares: number, threshold: number): number[][] {
  const subsets: number[][] = [];
  const extend = (subset: number[], from: number): void => {
    if (subset.length === threshold) {
      subsets.push(subset);
      return;
    }
    for (let place = from; place <= shares - threshold + subset.length; place++) {
      extend([...subset, place], place + 1);
    }
  };
  extend([], 0);
  return subsets;
}
