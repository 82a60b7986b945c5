/** Something that is done again and again. */
export type Work = () => Promise<void>;

export interface RoundOptions {
  rounds: number;
  roundMs: number;
  /** How many are under way at once. */
  concurrency: number;
}

/**
 * Rates, per second and round, of two kinds of work. They take turns, the first one alternating, so that whatever else
 * the machine does weighs on both. One round of each comes before, to warm up.
 */
export async function ratesInTurn(
  options: RoundOptions,
  [first, second]: [Work, Work],
): Promise<[number[], number[]]> {
  const rates: [number[], number[]] = [[], []];
  for (let round = -1; round < options.rounds; round++) {
    const firstFirst = round % 2 === 0;
    const a = firstFirst ? await rateOf(first, options) : undefined;
    const b = await rateOf(second, options);
    const rateOfFirst = a ?? (await rateOf(first, options));
    if (round < 0) continue;
    rates[0].push(rateOfFirst);
    rates[1].push(b);
  }
  return rates;
}

/** Work done per second, until the last one that was begun in the round is finished. */
export async function rateOf(
  work: Work,
  { roundMs, concurrency }: Pick<RoundOptions, 'roundMs' | 'concurrency'>,
): Promise<number> {
  const begin = performance.now();
  const end = begin + roundMs;
  let done = 0;
  let last = begin;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      await work();
      done += 1;
      last = performance.now();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (done * 1000) / (last - begin);
}
