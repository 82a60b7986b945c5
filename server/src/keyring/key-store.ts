/** `data` keys seal, the `mac` key authenticates; they are never the same. */
export type KeyPurpose = 'data' | 'mac';

/** A key as the database has it: sealed under the master key. */
export interface WrappedKey {
  purpose: KeyPurpose;
  version: number;
  wrapped: Uint8Array;
}

/** A sealed column value that is under an older key. */
export interface SealedRow {
  sealed: Uint8Array;
  associatedData: string;
  /** Puts the new bytes in place, if the row still has the old ones. */
  replace(sealed: Uint8Array): Promise<void>;
}

/** Port: where wrapped keys live, and where everything is that was sealed under them. */
export interface KeyStore {
  list(): Promise<WrappedKey[]>;
  /** @returns false when another node was first with this version */
  add(key: WrappedKey): Promise<boolean>;
  /** Some rows that are sealed under older keys than this version; empty when none is left. */
  findSealedBefore(version: number, limit: number): Promise<SealedRow[]>;
}
