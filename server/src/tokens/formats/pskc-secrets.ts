import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import { ImportError } from '../imported-token.js';
import { bytesOfBase64, numberOf } from '../token-fields.js';
import { find } from './pskc-document.js';
import type { Element } from './pskc-document.js';

const AES_128_CBC = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
const HMAC_SHA1 = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1';
const PBKDF2 = /^http:\/\/www\.rsasecurity\.com\/rsalabs\/pkcs\/schemas\/pkcs-5(?:v2-0)?#pbkdf2$/;
const BLOCK_BYTES = 16;
const KEY_BYTES = 16;

/** More would keep a core busy for seconds. */
const MAX_ITERATIONS = 1_000_000;

/** What a file was encrypted with; RFC 6030, section 6. */
export type FileKey = { key: Uint8Array } | { passphrase: string };

/** Opens the secrets of one container. */
export interface SecretReader {
  /** @throws ImportError */
  read(where: string, secret: Element): Uint8Array;
}

/** For containers that are not encrypted. */
export const PLAIN_SECRETS: SecretReader = {
  read(where, secret) {
    const plain = find(secret, 'PlainValue');
    if (plain === undefined) throw new ImportError(`${where}: there is no PlainValue`);
    return bytesOfBase64(`${where}, PlainValue`, plain.text);
  },
};

/**
 * The reader for a container: AES-128-CBC with HMAC-SHA1, with a pre-shared key or a passphrase.
 * @throws ImportError when the container is encrypted and there is no key, the other way round, or in another way
 */
export async function secretReaderFor(
  container: Element,
  given: FileKey | undefined,
): Promise<SecretReader> {
  const encryption = find(container, 'EncryptionKey');
  if (encryption === undefined) {
    if (given === undefined) return PLAIN_SECRETS;
    throw new ImportError('the file is not encrypted: leave the key out');
  }
  const derived = find(encryption, 'DerivedKey');
  const key = derived === undefined ? preSharedKey(given) : await derivedKey(derived, given);
  const macMethod = find(container, 'MACMethod');
  if (macMethod?.attributes['algorithm'] !== HMAC_SHA1) {
    throw new ImportError('the file must have a MACMethod, and that must be HMAC-SHA1');
  }
  const macKey = find(macMethod, 'MACKey');
  // RFC 6030, section 6.1.1: without a key of its own, the MAC is made with the key of the encryption.
  const authentication =
    macKey === undefined ? key : decrypt('MACKey', cipherOf('MACKey', macKey), key);
  return new EncryptedSecrets(key, authentication);
}

class EncryptedSecrets implements SecretReader {
  readonly #key: Uint8Array;
  readonly #macKey: Uint8Array;

  constructor(key: Uint8Array, macKey: Uint8Array) {
    this.#key = key;
    this.#macKey = macKey;
  }

  /** The MAC before the padding is looked at, and no secret without one. */
  read(where: string, secret: Element): Uint8Array {
    const encrypted = find(secret, 'EncryptedValue');
    const mac = find(secret, 'ValueMAC');
    if (encrypted === undefined || mac === undefined) {
      throw new ImportError(
        `${where}: the secret needs an EncryptedValue and a ValueMAC; privacyIDEA wrote none once: export with a newer one`,
      );
    }
    const bytes = cipherOf(where, encrypted);
    const expected = createHmac('sha1', this.#macKey).update(bytes).digest();
    const found = bytesOfBase64(`${where}, ValueMAC`, mac.text);
    if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
      throw new ImportError(`${where}: the key does not fit, or the file was changed (wrong MAC)`);
    }
    return decrypt(where, bytes, this.#key);
  }
}

function preSharedKey(given: FileKey | undefined): Uint8Array {
  if (given === undefined || !('key' in given) || given.key.length !== KEY_BYTES) {
    throw new ImportError(
      'the file is encrypted with a pre-shared key: give its 32 hexadecimal digits (--key-file)',
    );
  }
  return given.key;
}

/** RFC 6030, section 6.2, and PKCS #5. The pseudo-random function is HMAC-SHA1 unless told. */
async function derivedKey(derived: Element, given: FileKey | undefined): Promise<Uint8Array> {
  if (given === undefined || !('passphrase' in given)) {
    throw new ImportError('the file is encrypted with a passphrase: give it (--passphrase-file)');
  }
  const method = find(derived, 'KeyDerivationMethod');
  const parameters = method && find(method, 'PBKDF2-params');
  const salt = parameters && find(parameters, 'Salt', 'Specified');
  if (
    method === undefined ||
    parameters === undefined ||
    salt === undefined ||
    !PBKDF2.test(method.attributes['algorithm'] ?? '') ||
    // Empty, as multiOTP's files have it, is the default.
    find(parameters, 'PRF')?.attributes['algorithm'] !== undefined
  ) {
    throw new ImportError('the key must be derived by PBKDF2 with HMAC-SHA1 and a salt');
  }
  const number = (name: string, bounds: { min: number; max: number }, missing = '') =>
    numberOf('PBKDF2-params', name, find(parameters, name)?.text ?? missing, bounds);
  const iterations = number('IterationCount', { min: 1, max: MAX_ITERATIONS });
  number('KeyLength', { min: KEY_BYTES, max: KEY_BYTES }, String(KEY_BYTES));
  const bytes = bytesOfBase64('Salt', salt.text);
  return promisify(pbkdf2)(given.passphrase, bytes, iterations, KEY_BYTES, 'sha1');
}

function cipherOf(where: string, encrypted: Element): Buffer {
  const algorithm = find(encrypted, 'EncryptionMethod')?.attributes['algorithm'];
  const value = find(encrypted, 'CipherData', 'CipherValue');
  if (algorithm !== AES_128_CBC || value === undefined) {
    throw new ImportError(`${where}: must be encrypted with AES-128-CBC`);
  }
  const bytes = bytesOfBase64(`${where}, CipherValue`, value.text);
  if (bytes.length < 2 * BLOCK_BYTES || bytes.length % BLOCK_BYTES !== 0) {
    throw new ImportError(`${where}: the CipherValue is cut off`);
  }
  return bytes;
}

/** The first block is the initialisation vector (RFC 6030, section 6.1). */
function decrypt(where: string, bytes: Buffer, key: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-cbc', key, bytes.subarray(0, BLOCK_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(BLOCK_BYTES)), decipher.final()]);
  } catch {
    throw new ImportError(`${where}: the key does not fit`);
  }
}
