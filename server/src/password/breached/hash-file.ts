import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { BreachedListError, noHash, notSorted, readLines } from './hash-line.js';
import type { HashLine } from './hash-line.js';

/** Bytes of one read: a page of the disk, some ninety lines. */
const BLOCK = 4096;

/** Hashes are evenly spread, so that three guesses are near enough; a file that is not gets halved after so many. */
const MAX_GUESSES = 8;

/** Hexadecimal digits that fit into a number exactly. */
const KEY_DIGITS = 13;
const KEY_END = 16 ** KEY_DIGITS;

/** The lines among which a hash may still be, by where they begin, and their neighbours' hashes. */
interface Range {
  from: number;
  to: number;
  before: string;
  after: string | undefined;
}

/**
 * A file of sorted hashes, searched where it lies: nothing of it is kept in memory. It stays the same file when another
 * one takes its name.
 */
export class HashFile {
  readonly #handle: FileHandle;
  readonly size: number;
  /** Differs between this file and one that takes its place. */
  readonly identity: string;

  private constructor(handle: FileHandle, size: number, identity: string) {
    this.#handle = handle;
    this.size = size;
    this.identity = identity;
  }

  /** @throws BreachedListError when it is empty or no file; Error of the system when it cannot be opened */
  static async open(path: string): Promise<HashFile> {
    const handle = await open(path, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new BreachedListError('it is not a file');
      if (stat.size === 0) throw new BreachedListError('it is empty');
      return new HashFile(handle, stat.size, identityOf(stat));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Interpolation search, with bisection where the hashes are not spread evenly.
   *
   * @param hash SHA-1 in upper-case hexadecimal
   * @throws BreachedListError when the search meets what is not sorted, or no hash
   */
  async has(hash: string): Promise<boolean> {
    const range: Range = { from: 0, to: this.size, before: '', after: undefined };
    for (let step = 0; range.from < range.to; step++) {
      const place = step < MAX_GUESSES ? guess(range, hash) : (range.from + range.to) / 2;
      const [first, last, lines] = await this.#readAround(Math.floor(place), range);
      if (first.hash < range.before) throw notSorted(first.begin);
      if (range.after !== undefined && last.hash > range.after) throw notSorted(last.end);
      if (hash < first.hash) [range.to, range.after] = [first.begin, first.hash];
      else if (hash > last.hash) [range.from, range.before] = [last.end, last.hash];
      else return lines.some((line) => line.hash === hash);
    }
    return false;
  }

  /**
   * Looks at pieces of the file, evenly spread: each must be sorted, and they among each other.
   *
   * @returns how many hashes there are, about
   * @throws BreachedListError
   */
  async check(pieces: number): Promise<number> {
    const whole: Range = { from: 0, to: this.size, before: '', after: undefined };
    let [bytes, count] = [0, 0];
    let before: HashLine | undefined;
    for (let piece = 0; piece < pieces; piece++) {
      const place = Math.floor((this.size * piece) / Math.max(pieces - 1, 1));
      const [first, last, lines] = await this.#readAround(place, whole);
      if (before !== undefined && first.begin > before.begin && first.hash < before.hash) {
        throw notSorted(first.begin);
      }
      before = last;
      bytes += last.end - first.begin;
      count += lines.length;
    }
    return Math.round((this.size * count) / bytes);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** The whole lines of the block around a place, of those that begin in a range; there is at least one. */
  async #readAround(
    place: number,
    { from, to }: Range,
  ): Promise<[first: HashLine, last: HashLine, all: HashLine[]]> {
    const at = Math.max(from, Math.min(place - BLOCK / 2, to - BLOCK));
    const block = Buffer.allocUnsafe(Math.min(BLOCK, to - at));
    const { bytesRead } = await this.#handle.read(block, 0, block.length, at);
    if (bytesRead < block.length) throw new BreachedListError('it became shorter meanwhile');
    const isLast = at + block.length === this.size;
    const lines = readLines(block, { at, atLine: at === from, isLast });
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) throw noHash(at);
    return [first, last, lines];
  }
}

export function identityOf(stat: {
  dev: number;
  ino: number;
  size: number;
  mtimeMs: number;
}): string {
  return `${stat.dev}/${stat.ino}/${stat.size}/${stat.mtimeMs}`;
}

/** Where a hash is in a range, if hashes are spread evenly. */
function guess({ from, to, before, after }: Range, hash: string): number {
  const [low, high] = [keyOf(before), after === undefined ? KEY_END : keyOf(after)];
  const share = high > low ? (keyOf(hash) - low) / (high - low) : 0.5;
  return from + (to - from) * share;
}

function keyOf(hash: string): number {
  return Number.parseInt(hash.slice(0, KEY_DIGITS).padEnd(KEY_DIGITS, '0'), 16);
}
