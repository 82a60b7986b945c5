import type { LogonId } from '@gatehouse/protocol';

/** The recovery lock of a principal, with what the server must know of it. */
export interface StoredRecoveryLock {
  principalId: string;
  keyId: string;
  /** X25519, raw: what passwords are sealed to. */
  publicKey: Uint8Array;
  /** The bytes, opened from the keyring. */
  lock: Uint8Array;
  /** Of the policy that it was made under. */
  policyDigest: string;
  enrolledAt: Date;
}

/** What must hold when a lock is put. */
export interface PutCondition {
  /** The key id of the lock that it takes the place of; undefined when there is none. */
  replaces: string | undefined;
  /** The logon in which it is enrolled: no longer there, no lock. */
  logonId: LogonId;
  now: Date;
}

/** Port: recovery locks, one a principal. Encrypted at rest, so that a stolen database cannot be searched for answers. */
export interface RecoveryLockStore {
  find(principalId: string): Promise<StoredRecoveryLock | undefined>;
  /** @returns false when the condition does not hold: nothing has changed */
  put(lock: StoredRecoveryLock, condition: PutCondition): Promise<boolean>;
  /** @returns false when there is none */
  remove(principalId: string): Promise<boolean>;
}

/** A lock is bound to its owner and its key: moved to another row, it cannot be opened. */
export function lockBinding(principalId: string, keyId: string): string {
  return `recovery-locks/lock/${principalId}/${keyId}`;
}
