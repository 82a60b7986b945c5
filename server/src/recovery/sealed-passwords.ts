/** A password that was proven, on its way into the store. */
export interface ProvenPassword {
  principalId: string;
  /** Of the key pair in the principal's recovery lock. */
  keyId: string;
  /** X25519, raw. */
  publicKey: Uint8Array;
  /** Which password it is, as the directory counts: decimal digits, greater for a later one. */
  generation: string;
  /** UTF-8. The store does not keep it; the caller wipes it. */
  password: Uint8Array;
  now: Date;
}

/** A password sealed to a principal's public key: only answers that open the recovery lock open it. */
export interface SealedPassword {
  keyId: string;
  generation: string;
  sealed: Uint8Array;
}

/** As many as a kit holds. */
export const MAX_SEALED_PASSWORDS = 4;

/** However old it is by the count of the directory, this many of the newest are kept. */
export const NEWEST_KEPT = 2;

/**
 * Port: passwords that were proven, sealed to their owners. Nothing here can open them. Of each principal the newest
 * are kept, and those that Windows accepted last at some workstation: a cached logon there takes no other.
 */
export interface SealedPasswords {
  /** Seals and stores a password; that of the same generation is replaced, and what is not needed any more goes. */
  store(entry: ProvenPassword): Promise<void>;
  /** Oldest first, at most {@link MAX_SEALED_PASSWORDS} of each key. */
  list(principalId: string): Promise<SealedPassword[]>;
  /** The newest that is sealed to this key; undefined when there is none. */
  newest(principalId: string, keyId: string): Promise<SealedPassword | undefined>;
  /** Whether a password of this generation is sealed to this key. */
  has(principalId: string, keyId: string, generation: string): Promise<boolean>;
}

/** What seals a password to a public key; see `sealPassword` of the recovery lock. */
export type PasswordSealer = (
  recipient: { principalId: string; keyId: string; generation: string; publicKey: Uint8Array },
  password: Uint8Array,
) => Promise<Uint8Array>;

/** A sealed password is bound to its row and its owner. */
export function sealedPasswordBinding(id: string, principalId: string): string {
  return `sealed_passwords/sealed/${id}/${principalId}`;
}
