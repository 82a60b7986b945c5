import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { generateSync, generateURI, verifySync } from 'otplib';
import { ScureBase32Plugin } from 'otplib';
import type { CryptoPlugin } from 'otplib';

/** RFC 6238 words: a step is `floor(time / period)`. Seconds. */
export const PERIOD_SECONDS = 30;
export const DIGITS = 6;

/** Steps that are accepted on either side of the present one (RFC 6238, section 5.2). */
export const WINDOW_STEPS = 1;

/** Bytes of a seed: the length that RFC 4226 section 4 (R6) recommends, 160 bits. */
export const SEED_BYTES = 20;

/** The library's own primitives are JavaScript; these are OpenSSL's. */
const NODE_CRYPTO: CryptoPlugin = {
  name: 'node',
  algorithms: ['sha1'],
  hmac: (_, key, data) => createHmac('sha1', key).update(data).digest(),
  randomBytes,
  constantTimeEqual: (a, b) => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)];
    return left.length === right.length && timingSafeEqual(left, right);
  },
};

/** The step that a time lies in. Time is an argument: nothing here reads a clock. */
export function stepAt(epochSeconds: number): number {
  return Math.floor(epochSeconds / PERIOD_SECONDS);
}

/** The code of a step. */
export function codeAt(seed: Uint8Array, step: number): string {
  return generateSync({
    secret: seed,
    epoch: step * PERIOD_SECONDS,
    period: PERIOD_SECONDS,
    digits: DIGITS,
    crypto: NODE_CRYPTO,
  });
}

/**
 * The step whose code was given, within {@link WINDOW_STEPS} of now, or undefined. Whether the step was used
 * before is for the caller to decide, in one atomic statement.
 */
export function matchStep(
  seed: Uint8Array,
  code: string,
  epochSeconds: number,
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  // The middle of the step with a tolerance of whole periods covers exactly the neighbouring steps.
  const middle = stepAt(epochSeconds) * PERIOD_SECONDS + PERIOD_SECONDS / 2;
  const result = verifySync({
    secret: seed,
    token: code,
    epoch: middle,
    period: PERIOD_SECONDS,
    digits: DIGITS,
    epochTolerance: WINDOW_STEPS * PERIOD_SECONDS,
    crypto: NODE_CRYPTO,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** The `otpauth://` URI that an authenticator app scans. It holds the seed: never log it. */
export function keyUri(seed: Uint8Array, issuer: string, label: string): string {
  return generateURI({
    issuer,
    label,
    secret: new ScureBase32Plugin().encode(seed),
    period: PERIOD_SECONDS,
    digits: DIGITS,
  });
}

/** The seed in base32 without padding, as people type it when they cannot scan. */
export function seedText(seed: Uint8Array): string {
  return new ScureBase32Plugin().encode(seed).replace(/=+$/, '');
}

/**
 * The seed in an `otpauth://totp/` URI of this product, for those who play the authenticator.
 *
 * @throws RangeError when it is another URI, or asks for other digits, periods or algorithms than ours
 */
export function seedOfKeyUri(uri: string): Uint8Array {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const secret = url?.searchParams.get('secret') ?? '';
  const asks = (name: string, ours: string) => (url?.searchParams.get(name) ?? ours) === ours;
  if (
    url?.protocol !== 'otpauth:' ||
    url.host !== 'totp' ||
    !/^[A-Z2-7]{16,128}$/.test(secret) ||
    !asks('digits', String(DIGITS)) ||
    !asks('period', String(PERIOD_SECONDS)) ||
    !asks('algorithm', 'SHA1')
  ) {
    throw new RangeError('not an enrolment URI of this product');
  }
  return new ScureBase32Plugin().decode(secret);
}
