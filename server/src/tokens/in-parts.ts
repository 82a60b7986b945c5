import { setImmediate } from 'node:timers/promises';

/** Tokens that are worked on at a stretch: some milliseconds, whatever is done to each. */
export const PART = 250;

/** The items in order, {@link PART} at a time. Other requests are answered between two parts. */
export async function* inParts<T>(items: readonly T[]): AsyncGenerator<readonly T[], void> {
  for (let at = 0; at < items.length; at += PART) {
    if (at > 0) await setImmediate();
    yield items.slice(at, at + PART);
  }
}

/** What `work` makes of each item, in order and in parts. */
export async function mapInParts<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => R,
): Promise<R[]> {
  const results: R[] = [];
  for await (const part of inParts(items)) {
    for (const item of part) results.push(work(item, results.length));
  }
  return results;
}
