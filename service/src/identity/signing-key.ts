import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { WorkstationPublicKey } from '@gatehouse/protocol';

/** Port: the workstation's P-256 key. A TPM can hold it; the private half never needs to leave its holder. */
export interface SigningKey {
  readonly publicKey: WorkstationPublicKey;
  /** Whether a TPM holds the private key. */
  readonly hardware: boolean;
  /** ECDSA with SHA-256, as r‖s (IEEE P1363). */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** A key in the memory of this process; at rest the vault protects it. */
export class SoftwareSigningKey implements SigningKey {
  readonly publicKey: WorkstationPublicKey;
  readonly hardware = false;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
    this.publicKey = WorkstationPublicKey.parse({ kty, crv, x, y });
  }

  static generate(): SoftwareSigningKey {
    return new SoftwareSigningKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  }

  /** @param pkcs8 DER */
  static import(pkcs8: Uint8Array): SoftwareSigningKey {
    const key = Buffer.from(pkcs8);
    try {
      return new SoftwareSigningKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
    } finally {
      key.fill(0);
    }
  }

  /** PKCS #8 DER, to be sealed and wiped. */
  export(): Uint8Array {
    return this.#privateKey.export({ format: 'der', type: 'pkcs8' });
  }

  sign(bytes: Uint8Array): Uint8Array {
    return sign('sha256', bytes, { key: this.#privateKey, dsaEncoding: 'ieee-p1363' });
  }
}

/** RFC 7638 thumbprint: the key's id before the workstation has one. */
export function thumbprintOf({ crv, kty, x, y }: WorkstationPublicKey): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}
