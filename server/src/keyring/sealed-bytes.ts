import { createCipheriv, createDecipheriv } from 'node:crypto';

import type { Random } from '../random.js';
import { KeyringError } from './keyring.js';

/*
 * +--------+-------------+-------+------------+-----+
 * | format | key version | nonce | ciphertext | tag |
 * +--------+-------------+-------+------------+-----+
 *   1 byte    4, big-endian   12                 16
 *
 * Key versions are at a fixed place and big-endian, so that SQL can find rows sealed under older keys by comparing bytes.
 */
const FORMAT = 1;
const NONCE_AT = 5;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const OVERHEAD = NONCE_AT + NONCE_BYTES + TAG_BYTES;

/** Bytes of a data key: AES-256. */
export const KEY_BYTES = 32;

interface Key {
  version: number;
  bytes: Uint8Array;
}

/**
 * AES-256-GCM with a random nonce. NIST SP 800-38D section 8.3 allows 2^32 seals under one key: rotate before.
 */
export function sealBytes(
  key: Key,
  plaintext: Uint8Array,
  associatedData: string,
  random: Random,
): Uint8Array {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(bindingOf(key.version, associatedData));
  const head = Buffer.alloc(NONCE_AT);
  head.writeUInt8(FORMAT, 0);
  head.writeUInt32BE(key.version, 1);
  return Buffer.concat([
    head,
    nonce,
    cipher.update(plaintext),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** @throws KeyringError when these cannot be sealed bytes */
export function versionOf(sealed: Uint8Array): number {
  if (sealed.length < OVERHEAD || sealed[0] !== FORMAT) {
    throw new KeyringError('not sealed by a keyring');
  }
  return new DataView(sealed.buffer, sealed.byteOffset).getUint32(1);
}

/** @throws KeyringError when bytes, key or associated data do not fit */
export function openBytes(key: Key, sealed: Uint8Array, associatedData: string): Uint8Array {
  if (versionOf(sealed) !== key.version) throw new KeyringError('sealed under another key');
  const nonce = sealed.subarray(NONCE_AT, NONCE_AT + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, nonce);
  decipher.setAAD(bindingOf(key.version, associatedData));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(
    sealed.subarray(NONCE_AT + NONCE_BYTES, sealed.length - TAG_BYTES),
  );
  try {
    decipher.final();
  } catch (cause) {
    // Not yet authenticated, so nobody may see it.
    plaintext.fill(0);
    throw new KeyringError('altered, moved to another row, or sealed under another key', { cause });
  }
  return plaintext;
}

function bindingOf(version: number, associatedData: string): Uint8Array {
  return Buffer.from(`gatehouse/sealed/v1/${version}/${associatedData}`, 'utf8');
}
