import { randomBytes } from 'node:crypto';

/** Cryptographic randomness as an argument. */
export interface Random {
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
