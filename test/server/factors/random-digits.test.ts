import { describe, expect, it } from '@jest/globals';

import { randomDigits } from '../../../server/src/factors/random-digits.js';
import { systemRandom } from '../../../server/src/random.js';

const words = (...values: number[]) => {
  const queue = values.map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  });
  return { bytes: () => queue.shift()! };
};

describe('random digits', () => {
  it('draw again where some codes would come more often than others', () => {
    // 4294 whole millions fit into 32 bits.
    expect(randomDigits(words(4_294_000_000, 0xffffffff, 42), 6)).toBe('000042');
    expect(randomDigits(words(4_293_999_999), 6)).toBe('999999');
  });

  it('have as many digits as asked for', () => {
    for (const count of [6, 7, 8]) {
      for (let i = 0; i < 200; i++) {
        expect(randomDigits(systemRandom, count)).toMatch(new RegExp(`^\\d{${count}}$`));
      }
    }
  });
});
