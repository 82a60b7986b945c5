import { createHash } from 'node:crypto';

import { NormalAnswers } from './answers.js';
import type { Answer } from './answers.js';
import { compareIds, encodeHeader } from './header.js';
import type { LockHeader } from './header.js';
import { encrypt, wrapKey } from './key-wrap.js';
import { DEFAULT_LOCK_COST } from './limits.js';
import type { KdfCost } from './limits.js';
import { KEY_BYTES, SALT_BYTES, encodeLock, encodeUnboxed } from './lock-bytes.js';
import type { KeyWrap } from './lock-bytes.js';
import { keyIdOf, publicKeyOf } from './principal-key.js';
import { listSubsets } from './subsets.js';

export interface CreateLockOptions {
  /** The directory's immutable id of whom the lock is for. */
  principalId: string;
  questions: {
    /** Always needed. */
    mandatory: readonly Answer[];
    /** Of these, `threshold` are needed. */
    optional: readonly Answer[];
  };
  threshold: number;
  /** {@link DEFAULT_LOCK_COST} when absent. */
  cost?: KdfCost;
  /** Bytes from a cryptographic source: private key, data key, then a salt for each subset. */
  random: { bytes(length: number): Uint8Array };
}

export interface CreatedLock {
  lock: Uint8Array;
  publicKey: Uint8Array;
  keyId: string;
}

/**
 * Makes a key pair for a principal and locks the private key with answers. Costs one Argon2id for each subset of
 * `threshold` optional questions, one after the other.
 *
 * @throws RangeError when an answer is blank or equal to another, a question is there twice, or a limit is exceeded
 */
export async function createLock(options: CreateLockOptions): Promise<CreatedLock> {
  const { mandatory, optional } = options.questions;
  using answers = new NormalAnswers([...mandatory, ...optional]);
  if (answers.hasBlank) throw new RangeError('an answer is blank');
  if (answers.hasEqual) throw new RangeError('two answers are equal');

  const privateKey = options.random.bytes(KEY_BYTES);
  const dataKey = options.random.bytes(KEY_BYTES);
  try {
    const publicKey = publicKeyOf(privateKey);
    const header: LockHeader = {
      principalId: options.principalId,
      mandatory: sortedIds(mandatory),
      optional: sortedIds(optional),
      threshold: options.threshold,
      cost: options.cost ?? DEFAULT_LOCK_COST,
      publicKey,
    };
    const headerHash = createHash('sha256').update(encodeHeader(header)).digest();
    const wraps: KeyWrap[] = [];
    for (const subset of listSubsets(header.optional.length, header.threshold)) {
      const context = { headerHash, cost: header.cost, answers: answers.pairsFor(header, subset) };
      wraps.push(await wrapKey(dataKey, options.random.bytes(SALT_BYTES), context));
    }
    const privateKeyBox = encrypt(dataKey, privateKey, encodeUnboxed({ header, wraps }));
    const lock = encodeLock({ header, wraps, privateKeyBox });
    return { lock, publicKey, keyId: keyIdOf(publicKey) };
  } finally {
    privateKey.fill(0);
    dataKey.fill(0);
  }
}

function sortedIds(answers: readonly Answer[]): string[] {
  return answers.map(({ id }) => id).sort(compareIds);
}
