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

/** A time step of an authenticator, whose code is good for one logon (R37). */
export interface AuthenticatorStep {
  credentialId: CredentialId;
  step: number;
}

/** The authenticator that a workstation may ask for without the server. */
export interface NewestAuthenticator {
  credential: TotpCredential;
  /** The newest step that was accepted; negative when none was. */
  lastStep: number;
}

export type Credential = TotpCredential | EmailCredential;

/** Port: the credentials that people enrolled. */
export interface CredentialStore {
  /** Adds a credential; an e-mail address replaces the one before. */
  add(credential: Credential): Promise<void>;
  /** Oldest first. */
  list(principalId: string): Promise<Credential[]>;
  /** The authenticator that was enrolled last; undefined when there is none. */
  newestAuthenticator(principalId: string): Promise<NewestAuthenticator | undefined>;
  /** @returns the method of what was removed; undefined when the principal has no such credential */
  remove(principalId: string, id: CredentialId): Promise<Credential['method'] | undefined>;
}

/** A seed is bound to its row and its owner: moved to another user, it cannot be opened. */
export function seedBinding(id: string, principalId: string): string {
  return `credentials/seed/${id}/${principalId}`;
}
