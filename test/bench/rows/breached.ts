import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';

import { FileBreachedList } from '../../../server/src/password/breached/file-breached-list.js';
import { quantile } from '../../support/statistics.js';
import type { Row } from '../row.js';

const HASHES = 10_000_000;
const LOOK_UPS = 4_000;
const BLOCK = 4096;
/** Hashes that are made and written at once. */
const BATCH = 100_000;

export const breached: Row = {
  name: 'breached',
  about: 'a password looked up in a list of 10 million hashes, over bare reads of one block each',
  async measure({ say }) {
    const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-breached-'));
    try {
      const file = path.join(folder, 'hashes.txt');
      say(`writing ${HASHES} hashes`);
      const known = await writeList(file);
      const before = process.memoryUsage().rss;
      const list = await FileBreachedList.open(file);
      const lookUps = await timeLookUps(list, known);
      const grown = (process.memoryUsage().rss - before) / 2 ** 20;
      await list.close();
      const reads = await timeReads(file);
      const [p50, p99] = [quantile(lookUps, 0.5), quantile(lookUps, 0.99)];
      say(`p50 ${p50.toFixed(3)} ms, a bare read ${quantile(reads, 0.5).toFixed(3)} ms`);
      return [
        { part: 'p50', value: p50, unit: 'ms', budget: 1, limit: 'most' },
        { part: 'p99', value: p99, unit: 'ms', budget: 5, limit: 'most' },
        {
          part: 'over reads',
          value: p50 / quantile(reads, 0.5),
          unit: '× one read',
          budget: 8,
          limit: 'most',
        },
        { part: 'memory', value: grown, unit: 'MiB', budget: 32, limit: 'most' },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const passwordOf = (number: number) => `known password ${number}`;

/**
 * As the download has them: sorted, and evenly spread. The hashes of real passwords are scattered among numbers that grow
 * by the same step on average, which sorts ten million of them without keeping them.
 *
 * @returns numbers of the passwords that are on it
 */
async function writeList(file: string): Promise<number[]> {
  const known = Array.from({ length: LOOK_UPS / 2 }, (_, number) => number);
  const planted = known.map((number) => sha1(passwordOf(number))).toSorted();
  const step = 2n ** 160n / BigInt(HASHES);
  const out = createWriteStream(file);
  let next = 0;
  for (let at = 0; at < HASHES; at += BATCH) {
    const lines: string[] = [];
    for (let number = at; number < at + BATCH; number++) {
      const jitter = (BigInt((number * 2_654_435_761) % 65_536) * step) / 65_536n;
      const hash = (BigInt(number) * step + jitter).toString(16).padStart(40, '0').toUpperCase();
      while (next < planted.length && (planted[next] ?? '') < hash)
        lines.push(`${planted[next++]}:9\r\n`);
      lines.push(`${hash}:${(number % 900) + 1}\r\n`);
    }
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end(
    planted
      .slice(next)
      .map((hash) => `${hash}:9\r\n`)
      .join(''),
  );
  await finished(out);
  return known;
}

/** Half of them are on the list. */
async function timeLookUps(list: FileBreachedList, known: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < LOOK_UPS; at++) {
    const isKnown = at % 2 === 0;
    const password = Buffer.from(isKnown ? passwordOf(known[at / 2] ?? 0) : `unknown ${at}`);
    const begun = performance.now();
    const found = await list.has(password);
    times.push(performance.now() - begun);
    if (found !== isKnown) throw new Error(`the list is wrong about ${password.toString()}`);
  }
  return times;
}

/** What no look-up can do without: one block from somewhere in the file. */
async function timeReads(file: string): Promise<number[]> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const times: number[] = [];
    const block = Buffer.allocUnsafe(BLOCK);
    for (let at = 0; at < LOOK_UPS; at++) {
      const place = Math.floor(
        (((at * 2_654_435_761) % 4_294_967_296) / 4_294_967_296) * (size - BLOCK),
      );
      const begun = performance.now();
      await handle.read(block, 0, BLOCK, place);
      times.push(performance.now() - begun);
    }
    return times;
  } finally {
    await handle.close();
  }
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex').toUpperCase();
}
