import type { Random } from '../random.js';

const WORD = 2 ** 32;

/**
 * A decimal code, every one equally likely: words beyond the last whole multiple are drawn again.
 *
 * @param count 1 to 9
 */
export function randomDigits(random: Random, count: number): string {
  const codes = 10 ** count;
  const limit = WORD - (WORD % codes);
  for (;;) {
    const bytes = random.bytes(4);
    const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (word < limit) return String(word % codes).padStart(count, '0');
  }
}
