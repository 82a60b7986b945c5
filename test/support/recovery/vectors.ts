import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Answer } from '../../../protocol/src/recovery/index.js';

/** Answers as typed, by question. */
export type TypedAnswers = Record<string, string>;

export interface LockVector {
  name: string;
  principalId: string;
  mandatory: TypedAnswers;
  optional: TypedAnswers;
  threshold: number;
  cost: { memoryKib: number; passes: number; lanes: number };
  lock: string;
  publicKey: string;
  privateKey: string;
  keyId: string;
}

/** A lock, changed or not, and answers to it. */
export interface OpenVector {
  name: string;
  lock: string;
  /** Bytes that stand in the lock's place from `at` on. */
  patch?: { at: number; hex: string };
  /** How many bytes are left of it. */
  cutTo?: number;
  appendedZeros?: number;
  /** The lock's own, when absent. */
  principalId?: string;
  answers: TypedAnswers;
  /** The failure class; opens when absent. */
  error?: string;
}

export interface SealedVector {
  name: string;
  /** Of the principal to whose key it is sealed. */
  lock: string;
  generation: number;
  sealed: string;
  password?: string;
  error?: string;
}

/** An answer as typed and its normal form. */
export interface AnswerVector {
  typed: string;
  normal: string;
}

export interface RecoveryVectors {
  answers: AnswerVector[];
  locks: LockVector[];
  open: OpenVector[];
  sealedPasswords: SealedVector[];
}

export const VECTORS_URL = new URL('../../vectors/recovery-lock.json', import.meta.url);

export function readVectors(): RecoveryVectors {
  return JSON.parse(readFileSync(VECTORS_URL, 'utf8')) as RecoveryVectors;
}

/** The bytes that a vector is about. */
export function lockOf(vectors: RecoveryVectors, vector: OpenVector): Buffer {
  const whole = Buffer.from(findLock(vectors, vector.lock).lock, 'hex');
  if (vector.patch !== undefined) {
    Buffer.from(vector.patch.hex, 'hex').copy(whole, vector.patch.at);
  }
  return Buffer.concat([
    whole.subarray(0, vector.cutTo ?? whole.length),
    Buffer.alloc(vector.appendedZeros ?? 0),
  ]);
}

export function findLock(vectors: RecoveryVectors, name: string): LockVector {
  const found = vectors.locks.find((lock) => lock.name === name);
  if (found === undefined) throw new RangeError(`there is no lock ${name}`);
  return found;
}

export function typed(answers: TypedAnswers): Answer[] {
  return Object.entries(answers).map(([id, answer]) => ({ id, answer: Buffer.from(answer) }));
}

/** Bytes that follow from a label: nothing a lock in use may be made with. */
export class LabelledBytes {
  readonly #label: string;
  #count = 0;

  constructor(label: string) {
    this.#label = label;
  }

  bytes(length: number): Uint8Array {
    const hash = createHash('shake256', { outputLength: length });
    return Uint8Array.from(hash.update(`${this.#label}#${this.#count++}`).digest());
  }
}
