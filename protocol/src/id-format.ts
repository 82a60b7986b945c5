import type { z } from 'zod';

/** 26 characters of Crockford base32 carry 130 bits, of which {@link ID_BYTES} bytes are the id's. */
export const ID_BYTES = 16;
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Spells random bytes as an id with the given prefix.
 *
 * @param prefix the kind, without the underscore
 * @param random exactly {@link ID_BYTES} bytes from a cryptographic source
 * @throws RangeError when `random` has another length
 */
export function formatId<P extends string>(prefix: P, random: Uint8Array): string & z.BRAND<P> {
  if (random.length !== ID_BYTES) {
    throw new RangeError(
      `an id takes ${String(ID_BYTES)} random bytes, got ${String(random.length)}`,
    );
  }
  let text = '';
  // Bits that were read and not spelt yet: fewer than five before each byte.
  let bits = 0;
  let count = 0;
  for (const byte of random) {
    bits = ((bits & 31) << 8) | byte;
    for (count += 8; count >= 5; count -= 5) text += spell(bits >> (count - 5));
  }
  return `${prefix}_${text}${spell(bits << (5 - count))}` as string & z.BRAND<P>;
}

function spell(bits: number): string {
  return ID_ALPHABET[bits & 31] ?? '';
}
