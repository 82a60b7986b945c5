import { describe, expect, it } from '@jest/globals';

import { PART, mapInParts } from '../../../server/src/tokens/in-parts.js';
import { CHUNK_LENGTH } from '../../../server/src/tokens/limits.js';
import { readTokens } from '../../../server/src/tokens/read-tokens.js';
import type { TokenFormat } from '../../../server/src/tokens/read-tokens.js';
import { turnsDuring } from '../../support/event-loop-turns.js';
import { PLAIN_SECRET, PSKC_VECTORS, pskcFile, pskcKey } from '../../support/pskc.js';

const TOKENS = 12 * PART;
const HEX = PSKC_VECTORS.seedHex;
const numbers = Array.from({ length: TOKENS }, (_, n) => n);
const FILES: Record<TokenFormat, string> = {
  csv: ['serial,type,secret_hex', ...numbers.map((n) => `S${n},hotp,${HEX}`)].join('\n'),
  'oath-csv': numbers.map((n) => `S${n},${HEX},hotp,6`).join('\n'),
  'multiotp-csv': numbers.map((n) => `S${n};M;hotp;${HEX};6;0`).join('\n'),
  pskc: pskcFile(numbers.map((n) => pskcKey(PLAIN_SECRET, { serial: `S${n}` })).join('')),
};

describe('working in parts', () => {
  it('keeps the order, and lets others work after each part', async () => {
    let seen: number[] = [];
    const turns = await turnsDuring(async () => {
      seen = await mapInParts(numbers, (item, index) => item + index);
    });
    expect(seen).toEqual(numbers.map((n) => 2 * n));
    expect(turns).toBeGreaterThanOrEqual(TOKENS / PART);
  });

  it('fails with what one of them fails with', async () => {
    const work = (n: number) => {
      if (n === PART + 1) throw new Error('this one');
    };
    await expect(mapInParts(numbers, work)).rejects.toThrow('this one');
  });

  it.each(Object.entries(FILES))(
    'tokens of a %s file are judged and compared in parts',
    async (format, text) => {
      const turns = await turnsDuring(async () => {
        const tokens = await readTokens(format as TokenFormat, text, undefined);
        expect(tokens.map(({ serial }) => serial)).toEqual(numbers.map((n) => `S${n}`));
      });
      // Beside those between the pieces that are parsed: two rounds over all tokens.
      expect(turns).toBeGreaterThanOrEqual(text.length / CHUNK_LENGTH + 2 * (TOKENS / PART - 1));
    },
  );
});
