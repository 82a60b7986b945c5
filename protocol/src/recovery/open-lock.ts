import { createHash } from 'node:crypto';

import { NormalAnswers } from './answers.js';
import type { Answer } from './answers.js';
import { encodeHeader, isEnough } from './header.js';
import type { LockHeader } from './header.js';
import { decrypt, unwrapKey } from './key-wrap.js';
import type { WrapContext } from './key-wrap.js';
import { encodeUnboxed, parseLock } from './lock-bytes.js';
import type { KeyWrap, RecoveryLock } from './lock-bytes.js';
import { keyIdOf, publicKeyOf } from './principal-key.js';
import { RecoveryError } from './recovery-error.js';
import { listSubsets } from './subsets.js';

export interface OpenLockOptions {
  /** Whose lock the caller looked up. Somebody else's, with answers of their own, must not pass for it. */
  expectedPrincipalId: string;
  answers: readonly Answer[];
  /** Looked at between two subsets. */
  signal?: AbortSignal;
}

export interface OpenedLock {
  /** X25519, raw. The caller wipes it. */
  privateKey: Uint8Array;
  publicKey: Uint8Array;
  keyId: string;
}

/**
 * Opens a lock. With exactly as many answers as it takes this costs one Argon2id; with more, one for each subset of
 * what was given until one fits. The answers are right or wrong as a whole, and this is one attempt: the caller counts
 * it before.
 *
 * Too few answers (blank ones are none) are `wrong-answers` without any Argon2id. That depends on which questions were
 * answered and not on how, so it tells nobody anything; {@link isEnough} tells it beforehand.
 *
 * @throws RecoveryError
 * @throws RangeError when a question is answered twice or an answer is longer than any that was enrolled
 */
export async function openLock(bytes: Uint8Array, options: OpenLockOptions): Promise<OpenedLock> {
  const lock = parseLock(bytes);
  if (lock.header.principalId !== options.expectedPrincipalId) {
    throw new RecoveryError('malformed', 'the lock is for another principal');
  }
  const dataKey = await findDataKey(lock, options);
  try {
    return openBox(lock, dataKey);
  } finally {
    dataKey.fill(0);
  }
}

async function findDataKey(
  { header, wraps }: RecoveryLock,
  { answers, signal }: OpenLockOptions,
): Promise<Uint8Array> {
  using given = new NormalAnswers(answers);
  const ids = given.answeredIds;
  if (isEnough(header, ids)) {
    const headerHash = createHash('sha256').update(encodeHeader(header)).digest();
    for (const { subset, wrap } of wrapsWithin(header, wraps, ids)) {
      signal?.throwIfAborted();
      const context = { headerHash, cost: header.cost, answers: given.pairsFor(header, subset) };
      const dataKey = await unwrapOrRefuse(wrap, context);
      if (dataKey !== undefined) return dataKey;
    }
  }
  throw new RecoveryError('wrong-answers', 'these answers do not open the lock');
}

/** The wraps that answers to these questions could open, in order. */
function wrapsWithin(header: LockHeader, wraps: readonly KeyWrap[], answeredIds: string[]) {
  const answered = new Set(answeredIds);
  const subsets = listSubsets(header.optional.length, header.threshold);
  return wraps.flatMap((wrap, at) => {
    const subset = subsets[at] ?? [];
    return subset.every((place) => answered.has(header.optional[place] ?? ''))
      ? [{ subset, wrap }]
      : [];
  });
}

async function unwrapOrRefuse(
  wrap: KeyWrap,
  context: WrapContext,
): Promise<Uint8Array | undefined> {
  try {
    return await unwrapKey(wrap, context);
  } catch (cause) {
    throw new RecoveryError('malformed', 'the wrapped key was changed', { cause });
  }
}

/** The box is bound to every byte before it, so whoever has the right answers notices any change. */
function openBox(lock: RecoveryLock, dataKey: Uint8Array): OpenedLock {
  const { publicKey } = lock.header;
  let privateKey: Uint8Array;
  try {
    privateKey = decrypt(dataKey, lock.privateKeyBox, encodeUnboxed(lock));
  } catch (cause) {
    throw new RecoveryError('malformed', 'the lock was changed', { cause });
  }
  if (!Buffer.from(publicKeyOf(privateKey)).equals(publicKey)) {
    privateKey.fill(0);
    throw new RecoveryError('malformed', 'the private key is not that of the public key');
  }
  return { privateKey, publicKey, keyId: keyIdOf(publicKey) };
}
