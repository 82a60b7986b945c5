import { createHash, createPublicKey } from 'node:crypto';

import { CompactSign, compactVerify, errors } from 'jose';
import type { CryptoKey, KeyObject } from 'jose';
import { z } from 'zod';

const RawKey = z.base64url().length(43);

/**
 * The server's statement of its keys, a JWS (RFC 7515) signed with its identity key. A workstation pins the
 * identity key when it joins; everything else may change under it.
 */
export const ServerKeys = z.strictObject({
  /** Raw Ed25519 public key that signs this statement and every answer. */
  identityKey: RawKey,
  /** Raw X25519 public key that passwords are sealed to. */
  sealingKey: z.strictObject({ id: z.string().min(1).max(64), publicKey: RawKey }),
  /** PEM of the authority that issues the server's TLS certificates; absent when a public one does. */
  tlsAuthority: z.string().max(8192).optional(),
  /** Grows with every statement: an older one than the stored is refused. */
  version: z.int().min(1),
  issuedAt: z.iso.datetime(),
  /** The next identity key, announced under the present one, so that workstations follow a rotation. */
  successor: RawKey.optional(),
});
export type ServerKeys = z.infer<typeof ServerKeys>;

const TYPE = 'gatehouse-keys+jws';
const MAX_STATEMENT_LENGTH = 16_384;

/** The statement is not signed by the pinned key, is malformed, or is older than what is known. */
export class ServerKeysError extends Error {
  override readonly name = 'ServerKeysError';
}

/** SHA-256 of a raw identity key, base64url: the pin in a join token. */
export function pinOf(identityKey: string): string {
  return createHash('sha256').update(Buffer.from(identityKey, 'base64url')).digest('base64url');
}

/** The key object of a raw Ed25519 public key in base64url. */
export function identityKeyObject(identityKey: string) {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: identityKey }, format: 'jwk' });
}

export async function signServerKeys(
  keys: ServerKeys,
  identityPrivateKey: CryptoKey | KeyObject,
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(keys), 'utf8'))
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
    .sign(identityPrivateKey);
}

/**
 * Verifies a statement against what the workstation trusts: `pin` when it joins, afterwards the stored identity
 * key, its announced successor, and the stored version.
 *
 * @throws ServerKeysError
 */
export async function verifyServerKeys(
  statement: string,
  expected: { pin: string } | { known: ServerKeys },
): Promise<ServerKeys> {
  if (statement.length > MAX_STATEMENT_LENGTH) {
    throw new ServerKeysError('the statement is too long');
  }
  const claimed = readClaimed(statement);
  if ('pin' in expected) {
    if (pinOf(claimed.identityKey) !== expected.pin) {
      throw new ServerKeysError('the server is not the one that the join token names');
    }
  } else {
    const { known } = expected;
    if (claimed.identityKey !== known.identityKey && claimed.identityKey !== known.successor) {
      throw new ServerKeysError('the statement is signed by a key that is not pinned');
    }
    if (claimed.version < known.version) {
      throw new ServerKeysError('the statement is older than the one already known');
    }
  }
  await verifyStatement(statement, claimed.identityKey);
  return claimed;
}

function readClaimed(statement: string): ServerKeys {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    throw new ServerKeysError('the statement is malformed');
  }
  const parsed = ServerKeys.safeParse(json);
  if (!parsed.success) {
    throw new ServerKeysError('the statement is malformed or of another version');
  }
  return parsed.data;
}

async function verifyStatement(statement: string, identityKey: string): Promise<void> {
  try {
    const { protectedHeader } = await compactVerify(statement, identityKeyObject(identityKey), {
      algorithms: ['EdDSA'],
    });
    if (protectedHeader.typ !== TYPE) {
      throw new ServerKeysError('the statement is of another type');
    }
  } catch (cause) {
    if (cause instanceof errors.JOSEError) {
      throw new ServerKeysError('the signature of the statement does not fit', { cause });
    }
    throw cause;
  }
}
