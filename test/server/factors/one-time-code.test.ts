import { readFileSync } from 'node:fs';
import path from 'node:path';

import {
  CODE_ALGORITHMS,
  STANDARD_CODE,
  codeOf,
  matchCounter,
} from '../../../server/src/factors/one-time-code.js';

const vectors = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, '../../vectors', name), 'utf8'));

const HOTP = vectors('rfc4226.json') as {
  seedHex: string;
  codes: { counter: number; code: string }[];
};
const TOTP = vectors('rfc6238-eight-digits.json') as {
  seedsHex: Record<(typeof CODE_ALGORITHMS)[number], string>;
  codes: { time: number; sha1: string; sha256: string; sha512: string }[];
};
const seed = Buffer.from(HOTP.seedHex, 'hex');

describe('the code of a counter', () => {
  it.each(HOTP.codes)('is that of RFC 4226 for $counter', ({ counter, code }) => {
    expect(codeOf(seed, counter, STANDARD_CODE)).toBe(code);
  });

  it.each(
    TOTP.codes.flatMap((row) =>
      CODE_ALGORITHMS.map((algorithm) => ({ time: row.time, algorithm, code: row[algorithm] })),
    ),
  )('is that of RFC 6238 at $time with $algorithm', ({ time, algorithm, code }) => {
    const key = Buffer.from(TOTP.seedsHex[algorithm], 'hex');
    expect(codeOf(key, Math.floor(time / 30), { algorithm, digits: 8 })).toBe(code);
  });
});

describe('the counter of a code', () => {
  const match = (code: string, from: number, to: number) =>
    matchCounter(seed, code, { from, to }, STANDARD_CODE);

  it('is found at both ends of the window and not beyond', () => {
    expect(match('969429', 3, 5)).toBe(3);
    expect(match('254676', 3, 5)).toBe(5);
    expect(match('359152', 3, 5)).toBeUndefined();
    expect(match('287922', 3, 5)).toBeUndefined();
  });

  it('is never negative', () => {
    expect(match('755224', -1, 1)).toBe(0);
  });

  it.each(['', '75522', '7552240', '755224 ', '٧٥٥٢٢٤', '-55224', '7.5e05', '755224\0'])(
    'is nobody’s for %j',
    (code) => {
      expect(match(code, 0, 9)).toBeUndefined();
    },
  );
});
