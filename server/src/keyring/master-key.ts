import { hkdfSync } from 'node:crypto';

import type { Random } from '../random.js';
import { KEY_BYTES } from './sealed-bytes.js';

/** The key that wraps all others. It exists in a file or a key service, and in memory; never in the database. */
export function generateMasterKey(random: Random): Uint8Array {
  return random.bytes(KEY_BYTES);
}

/**
 * The key that wraps, one step away from the master key, so that a later use of the master key cannot collide with it.
 * @throws RangeError when the master key has another length than {@link generateMasterKey} makes
 */
export function deriveWrappingKey(masterKey: Uint8Array): Uint8Array {
  if (masterKey.length !== KEY_BYTES) {
    throw new RangeError(`the master key must have ${KEY_BYTES} bytes, not ${masterKey.length}`);
  }
  return deriveKey(masterKey, 'gatehouse/keyring/wrap/v1');
}

/** HKDF-SHA-256 (RFC 5869) without salt: the input is uniformly random already. */
export function deriveKey(secret: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), label, KEY_BYTES));
}
