import { ByteReader } from './byte-reader.js';
import { encodeHeader, readHeader } from './header.js';
import type { LockHeader } from './header.js';
import { RecoveryError } from './recovery-error.js';
import { countSubsets } from './subsets.js';

/**
 * ```
 *   ┌────────┬──────┬────────────┬─────────────┬─────┬─────────────────┐
 *   │ header │ salt │ commitment │ wrapped key │ ... │ private key box │
 *   │        │ 16   │ 32         │ 48          │     │ 48              │
 *   └────────┴──────┴────────────┴─────────────┴─────┴─────────────────┘
 *            └─ one for each subset, in order ─┘
 * ```
 */
export interface RecoveryLock {
  header: LockHeader;
  /** One for each subset of the optional questions, in the order of `listSubsets`. */
  wraps: readonly KeyWrap[];
  /** The principal's private key under the data key. */
  privateKeyBox: Uint8Array;
}

/** The data key under the answers to one subset. */
export interface KeyWrap {
  salt: Uint8Array;
  /** What only the right answers give again. */
  commitment: Uint8Array;
  wrappedKey: Uint8Array;
}

export const SALT_BYTES = 16;
export const KEY_BYTES = 32;
const COMMITMENT_BYTES = 32;
/** A key and the tag of AES-GCM. */
const BOX_BYTES = KEY_BYTES + 16;

/**
 * Reads the bytes of a lock; opens nothing.
 *
 * @throws RecoveryError `malformed` or `unsupported`
 */
export function parseLock(bytes: Uint8Array): RecoveryLock {
  const reader = new ByteReader(bytes);
  const header = readHeader(reader);
  const wraps = Array.from(
    { length: countSubsets(header.optional.length, header.threshold) },
    () => ({
      salt: reader.bytes(SALT_BYTES),
      commitment: reader.bytes(COMMITMENT_BYTES),
      wrappedKey: reader.bytes(BOX_BYTES),
    }),
  );
  const privateKeyBox = reader.bytes(BOX_BYTES);
  if (reader.bytesLeft > 0) throw new RecoveryError('malformed', 'bytes follow the lock');
  return { header, wraps, privateKeyBox };
}

/** @throws RangeError when a reader would refuse the header */
export function encodeLock(lock: RecoveryLock): Uint8Array {
  return Uint8Array.from(Buffer.concat([encodeUnboxed(lock), lock.privateKeyBox]));
}

/** Everything before the box of the private key, which is bound to it. @throws RangeError as {@link encodeLock} */
export function encodeUnboxed({ header, wraps }: Omit<RecoveryLock, 'privateKeyBox'>): Uint8Array {
  return Uint8Array.from(
    Buffer.concat([
      encodeHeader(header),
      ...wraps.flatMap(({ salt, commitment, wrappedKey }) => [salt, commitment, wrappedKey]),
    ]),
  );
}
