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
}

/** Port: recovery locks, one a principal. */
export interface RecoveryLockStore {
  find(principalId: string): Promise<StoredRecoveryLock | undefined>;
}
