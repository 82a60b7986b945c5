import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import { replacePrivateFile } from '../files/replace-file.js';
import { VaultError, VaultUnavailableError } from './vault.js';
import type { Vault } from './vault.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/**
 * AES-256-GCM under a key in a file that only its owner reads (0600). It protects copies of single files, such as a
 * backup of the state without the key, and from other users; not from somebody who holds the disk or is root.
 *
 * Sealed bytes: version (1), nonce (12), ciphertext, tag (16). `purpose` is associated data.
 */
export class FileVault implements Vault {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * Opens the vault, making its key file at first.
   *
   * @throws VaultError when the file is not a key or not private
   * @throws VaultUnavailableError when it cannot be read: a new key in its place would make everything unreadable
   */
  static open(path: string): FileVault {
    const { key, mode } = readOrMakeKey(path);
    // Windows tells no POSIX modes; there the folder's descriptor is what protects.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new VaultError(`${path} may be read by others: chmod 600 it, and join again`);
    }
    if (key.length !== KEY_BYTES) throw new VaultError(`${path} is not a vault key`);
    return new FileVault(key);
  }

  seal(plaintext: Uint8Array, purpose: string): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(Buffer.from(purpose, 'utf8'));
    const body = [cipher.update(plaintext), cipher.final()];
    return Buffer.concat([Buffer.of(VERSION), nonce, ...body, cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, purpose: string): Uint8Array {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION) {
      throw new VaultError('the bytes were not sealed by this vault');
    }
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(purpose, 'utf8'));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]);
    } catch (cause) {
      throw new VaultError('the bytes were sealed elsewhere, for another purpose, or changed', {
        cause,
      });
    }
  }
}

function readOrMakeKey(path: string): { key: Buffer; mode: number } {
  try {
    // It throws whatever else than "no such file" is in the way.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) {
      replacePrivateFile(path, randomBytes(KEY_BYTES));
    }
    return { mode: statSync(path).mode, key: readFileSync(path) };
  } catch (cause) {
    throw new VaultUnavailableError(`${path} cannot be read`, { cause });
  }
}
