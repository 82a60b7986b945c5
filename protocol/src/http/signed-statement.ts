import type { KeyObject } from 'node:crypto';

import { CompactSign, compactVerify, errors } from 'jose';
import type { CryptoKey } from 'jose';
import type { z } from 'zod';

import { identityKeyObject, pinOf } from './server-keys.js';

/** Why a statement of the server is not believed. */
export type StatementFault = 'malformed' | 'wrong-key' | 'wrong-workstation';

export class StatementError extends Error {
  override readonly name: string = 'StatementError';
  readonly fault: StatementFault;

  constructor(fault: StatementFault, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.fault = fault;
  }
}

/** A kind of statement: what its header calls it (`typ`), what it says, and how long it may be at most, in characters. */
export interface StatementKind<T> {
  type: string;
  schema: z.ZodType<T>;
  maxLength: number;
}

/** Signs with the identity key that workstations pin, as a compact JWS; the key's pin is its `kid`. */
export async function signStatement<T>(
  { type, schema }: StatementKind<T>,
  statement: T,
  { privateKey, pin }: { privateKey: CryptoKey | KeyObject; pin: string },
): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(schema.parse(statement)), 'utf8'))
    .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: pin })
    .sign(privateKey);
}

/**
 * Verifies a statement against the identity keys that a workstation has pinned, and that it is this workstation's.
 *
 * @throws StatementError
 */
export async function verifyStatementOf<T extends { workstationId: string }>(
  kind: StatementKind<T>,
  signed: string,
  expected: { identityKeys: readonly string[]; workstationId: string },
): Promise<T> {
  const statement = await readSigned(kind, signed, expected.identityKeys);
  if (statement.workstationId !== expected.workstationId) {
    throw new StatementError('wrong-workstation', 'the statement is of another workstation');
  }
  return statement;
}

async function readSigned<T>(
  { type, schema, maxLength }: StatementKind<T>,
  signed: string,
  identityKeys: readonly string[],
): Promise<T> {
  if (signed.length > maxLength) throw new StatementError('malformed', 'the statement is too long');
  try {
    const { payload, protectedHeader } = await compactVerify(
      signed,
      ({ kid }) => {
        const key = identityKeys.find((known) => pinOf(known) === kid);
        if (key === undefined) {
          throw new StatementError('wrong-key', 'it is signed by a key that is not pinned');
        }
        return identityKeyObject(key);
      },
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== type) {
      throw new StatementError('malformed', 'it is a statement of another kind');
    }
    return schema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch (cause) {
    if (cause instanceof StatementError) throw cause;
    if (cause instanceof errors.JWSSignatureVerificationFailed) {
      throw new StatementError('wrong-key', 'the signature does not fit', { cause });
    }
    throw new StatementError('malformed', 'it is malformed or of another version', { cause });
  }
}
