import type { CredentialId } from '@gatehouse/protocol';

import type { CodeShape } from '../factors/one-time-code.js';

/** A token in the store, whoever has it. */
export interface StoredToken {
  serial: string;
  method: 'totp' | 'hotp';
  /** Sealed by the keyring with {@link tokenBinding}. */
  sealedSeed: Uint8Array;
  shape: CodeShape;
  /** Of tokens with a clock. */
  periodSeconds: number | undefined;
  /** The newest step or counter that was accepted; -1 when none was. */
  lastStep: number;
  importedAt: Date;
}

/** A token as administrators see it. No secret. */
export interface TokenSummary extends Omit<StoredToken, 'sealedSeed' | 'lastStep'> {
  /** Who has it. */
  principalId: string | undefined;
}

/** What makes a token a factor of somebody: the seed is sealed anew for that person. */
export interface TokenAssignment {
  serial: string;
  credentialId: CredentialId;
  principalId: string;
  sealedSeed: Uint8Array;
  assignedAt: Date;
}

/** Port: the tokens that were imported. */
export interface TokenStore {
  /** Which of these serials are there already. */
  known(serials: readonly string[]): Promise<Set<string>>;
  /** All or nothing. @returns false when one of the serials came in meanwhile: then nothing is added */
  add(tokens: readonly StoredToken[], assignments: readonly TokenAssignment[]): Promise<boolean>;
  find(serial: string): Promise<(StoredToken & { principalId: string | undefined }) | undefined>;
  /** By serial, those after `after`. */
  list(after: string, limit: number): Promise<TokenSummary[]>;
  /** @returns false when the token is gone, or somebody has it */
  assign(assignment: TokenAssignment): Promise<boolean>;
  /** The counter stays with the token. @returns who had it, and the factor that it was; undefined when nobody had it */
  unassign(
    serial: string,
  ): Promise<{ principalId: string; credentialId: CredentialId } | undefined>;
  /** @returns false when there is no such token, or somebody has it */
  remove(serial: string): Promise<boolean>;
}

/** A seed is bound to its token. */
export function tokenBinding(serial: string): string {
  return `tokens/seed/${serial}`;
}
