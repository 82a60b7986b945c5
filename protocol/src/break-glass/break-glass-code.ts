/** 80 bits: nobody finds one by trying, neither against the server nor against a hash that was stolen from it. */
export const BREAK_GLASS_BYTES = 10;

/** Five bits a character. */
const CHARACTERS = (BREAK_GLASS_BYTES * 8) / 5;
const GROUP = 4;

/** Crockford's base32 (https://www.crockford.com/base32.html): no I, L, O and U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What is read for what, as Crockford says: they look alike. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** Longer input than this is not looked at. */
const MAX_TYPED = 64;

/**
 * Spells random bytes as people read them to each other: `7K3M-90QX-AB12-ZT5V`.
 *
 * @param random exactly {@link BREAK_GLASS_BYTES} bytes from a cryptographic source
 * @throws RangeError when `random` has another length
 */
export function formatBreakGlassCode(random: Uint8Array): string {
  if (random.length !== BREAK_GLASS_BYTES) {
    throw new RangeError(`a code takes ${BREAK_GLASS_BYTES} random bytes, got ${random.length}`);
  }
  let bits = 0n;
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  const characters = Array.from({ length: CHARACTERS }, (_, at) => {
    const shift = BigInt((CHARACTERS - 1 - at) * 5);
    return ALPHABET.charAt(Number((bits >> shift) & 31n));
  });
  return Array.from({ length: CHARACTERS / GROUP }, (_, group) =>
    characters.slice(group * GROUP, (group + 1) * GROUP).join(''),
  ).join('-');
}

/**
 * The one spelling of a code that everybody hashes: capital letters without groups. Case, spaces, any kind of hyphen, and
 * O, I and L for the digits they look like are forgiven.
 *
 * @returns undefined for what can be no code
 */
export function normaliseBreakGlassCode(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  // Full-width letters, as an input method leaves them, are letters.
  const characters = typed
    .normalize('NFKC')
    .replaceAll(/[\s\p{Pd}\u2212]/gu, '')
    .toUpperCase()
    .replaceAll(/[OIL]/g, (letter) => LOOKALIKES[letter] ?? letter);
  if (characters.length !== CHARACTERS) return undefined;
  return Array.from(characters).every((character) => ALPHABET.includes(character))
    ? characters
    : undefined;
}
