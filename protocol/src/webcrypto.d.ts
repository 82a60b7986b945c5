import type { webcrypto } from 'node:crypto';

/** Names that `@hpke/core` and `structured-headers` take from the DOM library, which nothing else here needs. */
declare global {
  type CryptoKey = webcrypto.CryptoKey;
  type CryptoKeyPair = webcrypto.CryptoKeyPair;
  type JsonWebKey = webcrypto.JsonWebKey;
  type BufferSource = ArrayBufferView | ArrayBuffer;
}
