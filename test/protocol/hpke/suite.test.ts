import { webcrypto } from 'node:crypto';

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

import { suite } from '../../../protocol/src/hpke/suite.js';

/** The library over Web Cryptography: an implementation of RFC 9180 that shares no primitive with ours. */
const peer = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  const keys = await webcrypto.subtle.generateKey('X25519', true, ['deriveBits']);
  return keys as webcrypto.CryptoKeyPair;
}

const info = new TextEncoder().encode('a label').buffer;
const aad = new TextEncoder().encode('associated').buffer;

describe('the HPKE suite over node:crypto', () => {
  it.each([
    ['opens what the library sealed', peer, suite],
    ['seals what the library opens', suite, peer],
  ])('%s', async (_, sender, recipient) => {
    for (const length of [0, 1, 512, 5000]) {
      const keys = await generateKeys();
      const text = new Uint8Array(length).fill(0x61).buffer;
      const sealed = await sender.seal({ recipientPublicKey: keys.publicKey, info }, text, aad);
      const { enc, ct } = sealed;
      const opened = await recipient.open({ recipientKey: keys.privateKey, enc, info }, ct, aad);
      expect(Buffer.from(opened)).toEqual(Buffer.from(text));
    }
  });

  it.each(['enc', 'ct', 'info', 'aad'] as const)(
    'opens nothing whose %s was changed',
    async (part) => {
      const { publicKey, privateKey } = await generateKeys();
      const sealed = await suite.seal({ recipientPublicKey: publicKey, info }, aad, aad);
      const parts = { ...sealed, info, aad };
      const changed = new Uint8Array(parts[part].slice(0));
      changed[0] = (changed[0] ?? 0) ^ 1;
      const { enc, ct, ...rest } = { ...parts, [part]: changed.buffer };
      const opening = suite.open({ recipientKey: privateKey, enc, info: rest.info }, ct, rest.aad);
      await expect(opening).rejects.toThrow();
    },
  );

  it('refuses a ciphertext without a whole tag, and an encapsulated key that makes the secret known', async () => {
    const { publicKey, privateKey } = await generateKeys();
    const { enc } = await suite.seal({ recipientPublicKey: publicKey, info }, aad, aad);
    for (const length of [0, 1, 15]) {
      const short = new ArrayBuffer(length);
      await expect(
        suite.open({ recipientKey: privateKey, enc, info }, short, aad),
      ).rejects.toThrow();
    }
    // RFC 7748 section 6.1: a point of small order.
    const zero = new ArrayBuffer(32);
    const opening = suite.open({ recipientKey: privateKey, enc: zero, info }, aad, aad);
    await expect(opening).rejects.toThrow();
    const wrongLength = suite.open({ recipientKey: privateKey, enc: enc.slice(1), info }, aad, aad);
    await expect(wrongLength).rejects.toThrow();
  });
});
