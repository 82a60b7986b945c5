import { createHash } from 'node:crypto';

import type { AnswersPolicy } from '@gatehouse/protocol';
import { parseLock } from '@gatehouse/protocol/recovery';

import type { StoredRecoveryLock } from './recovery-lock-store.js';

/** Tells whether two policies demand the same of a lock. The texts of questions may change, their ids may not. */
export function answersPolicyDigest({ mandatory, shares, threshold }: AnswersPolicy): string {
  const demand = { mandatory: mandatory.map(({ id }) => id).sort(), shares, threshold };
  return createHash('sha256').update(JSON.stringify(demand)).digest('base64url');
}

/** Whether a lock still is what the policy asks for; if not, the answers are to be enrolled again. */
export function isLockCurrent(
  { lock, policyDigest }: Pick<StoredRecoveryLock, 'lock' | 'policyDigest'>,
  policy: AnswersPolicy,
): boolean {
  if (policyDigest !== answersPolicyDigest(policy)) return false;
  const asked = new Set(policy.optional.map(({ id }) => id));
  return parseLock(lock).header.optional.every((id) => asked.has(id));
}
