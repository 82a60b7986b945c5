import type { CredentialId } from '@gatehouse/protocol';

/** An enrolled authenticator. */
export interface TotpCredential {
  method: 'totp';
  id: CredentialId;
  principalId: string;
  /** Sealed by the keyring with {@link seedBinding}. */
  sealedSeed: Uint8Array;
  label: string | undefined;
  createdAt: Date;
}

/** An enrolled alternate address. */
export interface EmailCredential {
  method: 'email';
  id: CredentialId;
  principalId: string;
  address: string;
  createdAt: Date;
}

export type Credential = TotpCredential | EmailCredential;

/** Port: the credentials that people enrolled. */
export interface CredentialStore {
  /** Adds a credential; an e-mail address replaces the one before. */
  add(credential: Credential): Promise<void>;
  /** Oldest first. */
  list(principalId: string): Promise<Credential[]>;
  /** @returns the method of what was removed; undefined when the principal has no such credential */
  remove(principalId: string, id: CredentialId): Promise<Credential['method'] | undefined>;
  /**
   * Accepts a step of an authenticator once and never an older one, also when two nodes race (R37).
   * @returns false when this step or a newer one was accepted before
   */
  acceptStep(id: CredentialId, step: number): Promise<boolean>;
}

/** A seed is bound to its row and its owner: moved to another user, it cannot be opened. */
export function seedBinding(id: string, principalId: string): string {
  return `credentials/seed/${id}/${principalId}`;
}
