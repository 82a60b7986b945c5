import type { KeyObject } from 'node:crypto';

import { CompactSign, compactVerify, errors } from 'jose';
import type { CryptoKey } from 'jose';

import { Kit, SignedKit } from './kits.js';
import { identityKeyObject, pinOf } from './server-keys.js';

const TYPE = 'gatehouse-kit+jws';

/** Why a kit is not believed. */
export type KitFault = 'malformed' | 'wrong-key' | 'wrong-workstation';

export class KitError extends Error {
  override readonly name = 'KitError';
  readonly fault: KitFault;

  constructor(fault: KitFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.fault = fault;
  }
}

/** Signs a kit with the identity key that workstations pin; `keyId` is the key's pin. */
export async function signKit(
  kit: Kit,
  { privateKey, pin }: { privateKey: CryptoKey | KeyObject; pin: string },
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(Kit.parse(kit)), 'utf8'))
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: pin })
    .sign(privateKey);
}

/**
 * Verifies a kit against the identity keys that a workstation has pinned, and that it is this workstation's. Whose it is,
 * how old and whether it has expired is the caller's to judge: those need what is stored, and a clock.
 *
 * @throws KitError
 */
export async function verifyKit(
  signed: string,
  expected: { identityKeys: readonly string[]; workstationId: string },
): Promise<Kit> {
  const kit = await readSigned(signed, expected.identityKeys);
  if (kit.workstationId !== expected.workstationId) {
    throw new KitError('wrong-workstation', 'the kit is of another workstation');
  }
  return kit;
}

async function readSigned(signed: string, identityKeys: readonly string[]): Promise<Kit> {
  if (!SignedKit.safeParse(signed).success) throw new KitError('malformed', 'the kit is too long');
  try {
    const { payload, protectedHeader } = await compactVerify(
      signed,
      ({ kid }) => {
        const key = identityKeys.find((known) => pinOf(known) === kid);
        if (key === undefined)
          throw new KitError('wrong-key', 'the kit is signed by a key that is not pinned');
        return identityKeyObject(key);
      },
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== TYPE) throw new KitError('malformed', 'the statement is no kit');
    return Kit.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    if (cause instanceof errors.JWSSignatureVerificationFailed) {
      throw new KitError('wrong-key', 'the signature of the kit does not fit', { cause });
    }
    throw new KitError('malformed', 'the kit is malformed or of another version', { cause });
  }
}
