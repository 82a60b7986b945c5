import type { CredentialId } from '@gatehouse/protocol';

import type { CodeShape } from './one-time-code.js';

/** What an app and a token have in common. */
interface SeedCredential {
  id: CredentialId;
  principalId: string;
  /** Sealed by the keyring with {@link seedBinding}. */
  sealedSeed: Uint8Array;
  label: string | undefined;
  createdAt: Date;
}

/** An enrolled authenticator app, or a token with a clock. */
export interface TotpCredential extends SeedCredential {
  method: 'totp';
  /** {@link STANDARD_CODE} when absent: what this product enrols. */
  shape?: CodeShape;
  /** {@link totp.PERIOD_SECONDS} when absent. */
  periodSeconds?: number;
}

/** A token that counts the codes it has shown (RFC 4226). */
export interface HotpCredential extends SeedCredential {
  method: 'hotp';
  shape: CodeShape;
  /** The counter of the newest code that was accepted; -1 when none was. */
  lastCounter: number;
  /** The code of a far counter that was seen: the next one after it brings server and token together. */
  far: FarCounter | undefined;
}

/** A code beyond the look-ahead window that alone proves nothing (RFC 4226, section 7.4). */
export interface FarCounter {
  counter: number;
  seenAt: Date;
}

/** An enrolled alternate address. */
export interface EmailCredential {
  method: 'email';
  id: CredentialId;
  principalId: string;
  address: string;
  createdAt: Date;
}

/** A break-glass code: the help desk gave it, and it is good for one logon. */
export interface BreakGlassCredential {
  method: 'break-glass';
  id: CredentialId;
  principalId: string;
  /** Keyed hash of the code: see {@link breakGlassMac}. */
  codeMac: Uint8Array;
  /** Whether it was used. */
  used: boolean;
  expiresAt: Date;
  createdAt: Date;
}

/** A recovery code: one of a set that its person keeps. */
export interface RecoveryCodeCredential {
  method: 'recovery-code';
  id: CredentialId;
  principalId: string;
  /** Keyed hash of the code: see `recoveryCodeMac`. */
  codeMac: Uint8Array;
  /** Whether it was used: such a one stays until there is a new set. */
  used: boolean;
  createdAt: Date;
}

/** A time step of an authenticator or the counter of a token, whose code is good for one logon (R37). */
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

export type Credential =
  TotpCredential | HotpCredential | EmailCredential | BreakGlassCredential | RecoveryCodeCredential;

/** What a person enrolled: codes for the time without it were not. */
export type EnrolledCredential = Exclude<Credential, BreakGlassCredential | RecoveryCodeCredential>;

/** Whether this is an enrolled factor, rather than a code that stands in for one. */
export function isEnrolled(credential: Credential): credential is EnrolledCredential {
  return credential.method !== 'break-glass' && credential.method !== 'recovery-code';
}

/** Port: the credentials that people enrolled. */
export interface CredentialStore {
  /** Adds a credential; an e-mail address replaces the one before. */
  add(credential: EnrolledCredential): Promise<void>;
  /** Adds a break-glass code, unless as many live ones are there as `limit` says. @returns whether it did */
  addBreakGlass(credential: BreakGlassCredential, limit: number): Promise<boolean>;
  /** Oldest first. */
  list(principalId: string): Promise<Credential[]>;
  /** Remembers a far code, unless a newer counter was accepted meanwhile; one a token. */
  rememberFar(id: CredentialId, far: FarCounter): Promise<void>;
  /**
   * The authenticator that was enrolled last, of those that a workstation can ask for by itself: six digits, SHA-1 and
   * the usual period. Undefined when there is none.
   */
  newestAuthenticator(principalId: string): Promise<NewestAuthenticator | undefined>;
  /**
   * Takes away the whole set of recovery codes, used ones too.
   * @returns how many of them were left to use; undefined when there was no set
   */
  removeRecoveryCodes(principalId: string): Promise<number | undefined>;
  /**
   * Recovery codes go as a set only, and are no such credential here.
   * @returns the method of what was removed; undefined when the principal has no such credential
   */
  remove(principalId: string, id: CredentialId): Promise<Credential['method'] | undefined>;
}

/** A seed is bound to its row and its owner: moved to another user, it cannot be opened. */
export function seedBinding(id: string, principalId: string): string {
  return `credentials/seed/${id}/${principalId}`;
}
