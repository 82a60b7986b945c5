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
  let bits = BigInt(`0x${Buffer.from(random).toString('hex')}`) << 2n;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = (ID_ALPHABET[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}` as string & z.BRAND<P>;
}
