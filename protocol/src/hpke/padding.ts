import { MAX_SECRET_BYTES } from '../input-limits.js';

/** Secrets are padded to a multiple of this, so that the ciphertext does not tell the length. */
export const PADDING_BYTES = 512;

const LENGTH_BYTES = 2;

/**
 * The length (u16, big-endian), the secret, zeros. The caller wipes the result.
 *
 * @throws RangeError when the secret is longer than {@link MAX_SECRET_BYTES}
 */
export function pad(secret: Uint8Array): Uint8Array<ArrayBuffer> {
  if (secret.length > MAX_SECRET_BYTES) {
    throw new RangeError(`a secret has at most ${String(MAX_SECRET_BYTES)} bytes`);
  }
  const blocks = Math.ceil((secret.length + LENGTH_BYTES) / PADDING_BYTES);
  const padded = new Uint8Array(blocks * PADDING_BYTES);
  new DataView(padded.buffer).setUint16(0, secret.length);
  padded.set(secret, LENGTH_BYTES);
  return padded;
}

/** A copy of the secret in it, or undefined when this is no padding of ours. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  if (padded.length === 0 || padded.length % PADDING_BYTES !== 0) return undefined;
  const length = new DataView(padded.buffer, padded.byteOffset, LENGTH_BYTES).getUint16(0);
  if (length > padded.length - LENGTH_BYTES) return undefined;
  return Uint8Array.from(padded.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
}
