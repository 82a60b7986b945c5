import type { RecoveryLockStore } from '../../recovery/recovery-lock-store.js';
import type { SealedPasswords } from '../../recovery/sealed-passwords.js';
import type { LogonAttempt, RecoveryKey } from '../logon-attempt.js';
import type { Check } from './check.js';

/**
 * Asks for the key that the password is to be sealed to, and does not wait: the question travels with that for the
 * credentials, and the answer is there when the directory's is. Asked for names that nobody has, too (R38).
 */
export function readRecoveryKey(locks: RecoveryLockStore, passwords: SealedPasswords): Check {
  return (attempt) => {
    const key = findUnusedKey(attempt, locks, passwords);
    key.catch(() => undefined);
    attempt.recoveryKey = key;
    return undefined;
  };
}

/** Undefined for whoever has no recovery lock, and for a password that is sealed already. */
async function findUnusedKey(
  { principal }: LogonAttempt,
  locks: RecoveryLockStore,
  passwords: SealedPasswords,
): Promise<RecoveryKey | undefined> {
  const lock = await locks.find(principal.id);
  const generation = principal.account?.passwordGeneration;
  if (lock === undefined || generation === undefined) return undefined;
  const { keyId, publicKey } = lock;
  if (await passwords.has(principal.id, keyId, generation)) return undefined;
  return { keyId, publicKey, generation };
}
