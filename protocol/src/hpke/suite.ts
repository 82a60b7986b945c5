import {
  KeyObject,
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto';

import {
  Aes256Gcm,
  CipherSuite,
  DecapError,
  DhkemX25519HkdfSha256,
  HkdfSha256,
  KemId,
} from '@hpke/core';
import type {
  AeadEncryptionContext,
  RecipientContextParams,
  SenderContextParams,
} from '@hpke/core';

type Bytes = ArrayBufferLike | ArrayBufferView;

const TAG_BYTES = 16;
const HASH_BYTES = 32;
const KEY_BYTES = 32;

/** HKDF-SHA256 (RFC 5869). */
class NodeHkdfSha256 extends HkdfSha256 {
  override extract(salt: Bytes, ikm: Bytes): Promise<ArrayBuffer> {
    const key = salt.byteLength === 0 ? new Uint8Array(HASH_BYTES) : view(salt);
    return Promise.resolve(arrayBuffer(createHmac('sha256', key).update(view(ikm)).digest()));
  }

  override expand(prk: Bytes, info: Bytes, length: number): Promise<ArrayBuffer> {
    const blocks: Buffer[] = [];
    let last: Uint8Array = new Uint8Array();
    for (let counter = 1; blocks.length * HASH_BYTES < length; counter++) {
      const block = createHmac('sha256', view(prk)).update(last).update(view(info));
      blocks.push(block.update(Uint8Array.of(counter)).digest());
      last = blocks.at(-1) ?? last;
    }
    return Promise.resolve(arrayBuffer(Buffer.concat(blocks, length)));
  }

  override extractAndExpand(
    salt: Bytes,
    ikm: Bytes,
    info: Bytes,
    length: number,
  ): Promise<ArrayBuffer> {
    return Promise.resolve(hkdfSync('sha256', view(ikm), view(salt), view(info), length));
  }
}

/** AES-256-GCM, the tag at the end. */
class NodeAes256Gcm extends Aes256Gcm {
  override createEncryptionContext(key: Bytes): AeadEncryptionContext {
    const secret = Buffer.from(view(key));
    return {
      seal: (iv, data, aad) => {
        const cipher = createCipheriv('aes-256-gcm', secret, view(iv));
        cipher.setAAD(view(aad));
        const parts = [cipher.update(view(data)), cipher.final(), cipher.getAuthTag()];
        return Promise.resolve(arrayBuffer(Buffer.concat(parts)));
      },
      // The suite turns whatever is thrown into its own error.
      open: async (iv, data, aad) => {
        await Promise.resolve();
        const bytes = view(data);
        const end = bytes.length - TAG_BYTES;
        const options = { authTagLength: TAG_BYTES };
        const decipher = createDecipheriv('aes-256-gcm', secret, view(iv), options);
        decipher.setAAD(view(aad));
        decipher.setAuthTag(bytes.subarray(Math.max(end, 0)));
        const plain = decipher.update(bytes.subarray(0, Math.max(end, 0)));
        try {
          decipher.final();
          return arrayBuffer(plain);
        } finally {
          plain.fill(0);
        }
      },
    };
  }
}

const EAE_PRK = new TextEncoder().encode('eae_prk');
const SHARED_SECRET = new TextEncoder().encode('shared_secret');

/** DHKEM(X25519, HKDF-SHA256), RFC 9180 section 4.1. */
class NodeDhkem extends DhkemX25519HkdfSha256 {
  readonly #kdf = new NodeHkdfSha256();
  readonly #recipients = new WeakMap<CryptoKey, { privateKey: KeyObject; publicKey: Uint8Array }>();

  constructor() {
    super();
    this.#kdf.init(Uint8Array.of(0x4b, 0x45, 0x4d, 0, KemId.DhkemX25519HkdfSha256));
  }

  /** Base mode alone, with a key pair of its own each time. */
  override encap({
    recipientPublicKey,
  }: SenderContextParams): Promise<{ sharedSecret: ArrayBuffer; enc: ArrayBuffer }> {
    const recipient = KeyObject.from(recipientPublicKey);
    const { privateKey, publicKey } = generateKeyPairSync('x25519');
    const enc = rawPublicKey(publicKey);
    const dh = diffieHellman({ privateKey, publicKey: recipient });
    const shared = this.#sharedSecret(dh, enc, rawPublicKey(recipient));
    return shared.then((sharedSecret) => ({ sharedSecret, enc: arrayBuffer(enc) }));
  }

  /** Base mode alone: nobody here authenticates a sender this way. */
  override async decap({ recipientKey, enc }: RecipientContextParams): Promise<ArrayBuffer> {
    try {
      const { privateKey, publicKey } = this.#recipient(
        'privateKey' in recipientKey ? recipientKey.privateKey : recipientKey,
      );
      const encapsulated = view(enc);
      // Fails for the points that lead to an all-zero secret, as RFC 9180 section 7.1.4 demands.
      const dh = diffieHellman({ privateKey, publicKey: importPublicKey(encapsulated) });
      return await this.#sharedSecret(dh, encapsulated, publicKey);
    } catch (cause) {
      throw new DecapError(cause);
    }
  }

  /** ExtractAndExpand of section 4.1. Wipes the result of the curve. */
  #sharedSecret(dh: Buffer, enc: Uint8Array, recipient: Uint8Array): Promise<ArrayBuffer> {
    const context = Buffer.concat([enc, recipient]);
    const ikm = this.#kdf.buildLabeledIkm(EAE_PRK, dh);
    const info = this.#kdf.buildLabeledInfo(SHARED_SECRET, context, KEY_BYTES);
    dh.fill(0);
    return this.#kdf.extractAndExpand(new Uint8Array(), ikm, info, KEY_BYTES);
  }

  #recipient(key: CryptoKey) {
    let recipient = this.#recipients.get(key);
    if (recipient === undefined) {
      const privateKey = KeyObject.from(key);
      recipient = { privateKey, publicKey: rawPublicKey(createPublicKey(privateKey)) };
      this.#recipients.set(key, recipient);
    }
    return recipient;
  }
}

/**
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the library's HPKE over the primitives of `node:crypto`. The
 * library's own go through Web Cryptography, which hands every HMAC to another thread; a server that opens a password
 * for each logon would pay four times as much, and a person would wait for the sealing of one.
 */
export const suite = new CipherSuite({
  kem: new NodeDhkem(),
  kdf: new NodeHkdfSha256(),
  aead: new NodeAes256Gcm(),
});

function importPublicKey(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

function rawPublicKey(key: KeyObject): Uint8Array {
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

function view(bytes: Bytes): Uint8Array {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

/** Bytes of their own, as the library expects them: not a window of Node's pool. */
export function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
