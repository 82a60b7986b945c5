import type { webcrypto } from 'node:crypto';

import { z } from 'zod';

import { pad, unpad } from '../hpke/padding.js';
import { arrayBuffer, suite } from '../hpke/suite.js';
import { lengthPrefixed } from '../length-prefixed.js';

/**
 * A secret sealed to the server with HPKE in base mode (RFC 9180; DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM), so that a TLS-inspecting proxy between workstation and server sees nothing.
 */
export const SealedSecret = z.strictObject({
  /** Id of the server's sealing key. */
  keyId: z.string().min(1).max(64),
  /** The encapsulated key, base64url. */
  enc: z.base64url().length(43),
  /** The ciphertext, base64url. */
  ciphertext: z.base64url().max(4096),
});
export type SealedSecret = z.infer<typeof SealedSecret>;

/** What a sealed secret is bound to: it opens nowhere else and never a second time. */
export interface SealingContext {
  workstationId: string;
  /** The nonce of the signed request that carries it. */
  nonce: string;
  scenario: string;
  /** The name as typed. */
  name: string;
}

/** The sealed secret is not for this key, this context, or was changed on the way. */
export class SealedSecretError extends Error {
  override readonly name = 'SealedSecretError';
}

const INFO = new TextEncoder().encode('gatehouse/v1/desktop-password').buffer;

export { MAX_SECRET_BYTES } from '../input-limits.js';

/** A fresh X25519 key pair, raw. */
export async function generateSealingKey(): Promise<{
  publicKey: Uint8Array;
  privateKey: Uint8Array;
}> {
  const pair = await suite.kem.generateKeyPair();
  return {
    publicKey: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)),
    privateKey: new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey)),
  };
}

/**
 * Seals a secret to the server.
 *
 * @throws RangeError when the secret is longer than MAX_SECRET_BYTES
 */
export async function sealSecret(
  secret: Uint8Array,
  recipient: { keyId: string; publicKey: Uint8Array },
  context: SealingContext,
): Promise<SealedSecret> {
  const padded = pad(secret);
  try {
    const key = await suite.kem.deserializePublicKey(arrayBuffer(recipient.publicKey));
    const { ct, enc } = await suite.seal(
      { recipientPublicKey: key, info: INFO },
      padded,
      associatedData(context),
    );
    return {
      keyId: recipient.keyId,
      enc: Buffer.from(enc).toString('base64url'),
      ciphertext: Buffer.from(ct).toString('base64url'),
    };
  } finally {
    padded.fill(0);
  }
}

/** The imported form of a private sealing key: import once, open often. */
export type SealingPrivateKey = webcrypto.CryptoKey;

/** Imports a raw X25519 private key. */
export async function importSealingKey(privateKey: Uint8Array): Promise<SealingPrivateKey> {
  return suite.kem.deserializePrivateKey(arrayBuffer(privateKey));
}

/**
 * Opens a sealed secret. The caller wipes the returned bytes.
 *
 * @throws SealedSecretError when key, context or bytes do not fit
 */
export async function openSecret(
  sealed: SealedSecret,
  privateKey: SealingPrivateKey,
  context: SealingContext,
): Promise<Uint8Array> {
  let padded: Uint8Array;
  try {
    padded = new Uint8Array(
      await suite.open(
        {
          recipientKey: privateKey,
          enc: arrayBuffer(Buffer.from(sealed.enc, 'base64url')),
          info: INFO,
        },
        arrayBuffer(Buffer.from(sealed.ciphertext, 'base64url')),
        associatedData(context),
      ),
    );
  } catch (cause) {
    throw new SealedSecretError('the sealed secret cannot be opened', { cause });
  }
  try {
    const secret = unpad(padded);
    if (secret !== undefined) return secret;
    throw new SealedSecretError('the padding of the sealed secret is not ours');
  } finally {
    padded.fill(0);
  }
}

/** Length-prefixed, so that no two contexts share their bytes. */
function associatedData(context: SealingContext): ArrayBuffer {
  const { workstationId, nonce, scenario, name } = context;
  return lengthPrefixed(
    [workstationId, nonce, scenario, name].map((part) => Buffer.from(part, 'utf8')),
  ).buffer;
}
