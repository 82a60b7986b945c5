import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';

import { ID_BYTES, formatId } from '../id-format.js';
import type { RecoveryKeyId } from '../ids.js';

/** RFC 8410: what stands before the 32 bytes of an X25519 private key in PKCS #8. */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const KEY_ID_LABEL = Buffer.from('gatehouse/v1/recovery-key-id');

/** The raw X25519 public key of a raw private key. */
export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const der = Buffer.concat([PKCS8_X25519, privateKey]);
  try {
    const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    return Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url'));
  } finally {
    der.fill(0);
  }
}

/** The id of a public key: it follows from the key, so no record has to hold both. */
export function keyIdOf(publicKey: Uint8Array): RecoveryKeyId {
  const hash = createHash('sha256').update(KEY_ID_LABEL).update(publicKey).digest();
  return formatId('rky', hash.subarray(0, ID_BYTES));
}
