import { createHmac, timingSafeEqual } from 'node:crypto';

import { generateSync } from 'otplib';
import type { CryptoPlugin } from 'otplib';

/** The hashes that tokens are made with (RFC 4226 names SHA-1; RFC 6238, section 1.2, the others). */
export const CODE_ALGORITHMS = ['sha1', 'sha256', 'sha512'] as const;
export type CodeAlgorithm = (typeof CODE_ALGORITHMS)[number];

/** How a token makes a code of a counter. */
export interface CodeShape {
  algorithm: CodeAlgorithm;
  digits: 6 | 8;
}

/** What authenticator apps do unless told, and what this product enrols. */
export const STANDARD_CODE: CodeShape = { algorithm: 'sha1', digits: 6 };

/** Of seeds, in bytes: 128 bits are the least (RFC 4226, section 4, R6); 512 fill the largest hash. */
export const SEED_LENGTH = { min: 16, max: 64 } as const;

/** The library's own primitives are JavaScript; these are OpenSSL's. */
const NODE_CRYPTO: CryptoPlugin = {
  name: 'node',
  algorithms: [...CODE_ALGORITHMS],
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  randomBytes: () => {
    throw new Error('codes of known seeds need no randomness');
  },
  constantTimeEqual: isEqual,
};

/** The code of a counter (RFC 4226, section 5.3). For a token with a clock the counter is the time step (RFC 6238, section 4.2). */
export function codeOf(
  seed: Uint8Array,
  counter: number,
  { algorithm, digits }: CodeShape,
): string {
  return generateSync({
    strategy: 'hotp',
    secret: seed,
    counter,
    digits,
    algorithm,
    crypto: NODE_CRYPTO,
  });
}

/**
 * The first counter from `from` to `to`, both included, whose code was given; undefined when there is none. Whether it
 * was used before is for the caller to decide, in one atomic statement.
 */
export function matchCounter(
  seed: Uint8Array,
  code: string,
  { from, to }: { from: number; to: number },
  shape: CodeShape,
): number | undefined {
  if (code.length !== shape.digits || !/^\d+$/.test(code)) return undefined;
  for (let counter = Math.max(from, 0); counter <= to; counter++) {
    if (isEqual(codeOf(seed, counter, shape), code)) return counter;
  }
  return undefined;
}

function isEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
