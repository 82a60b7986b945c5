/** The value that the fraction `q` of the samples does not exceed (nearest rank). @throws RangeError without samples */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}
