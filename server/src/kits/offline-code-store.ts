import type { OfflineCodeId } from '@gatehouse/protocol';

/** Whose codes, and where they work. */
export interface CodeOwner {
  principalId: string;
  workstationId: string;
}

/** A code as a kit names it. */
export interface StoredCode {
  id: OfflineCodeId;
  number: number;
  hash: Uint8Array;
  createdAt: Date;
  expiresAt: Date;
  /** It waits for the help desk no more. */
  isReadOut: boolean;
  /** The workstation is known to have it. */
  held: boolean;
}

export interface NewCode extends CodeOwner {
  id: OfflineCodeId;
  /** The random bytes of the code, sealed by the keyring with {@link offlineCodeBinding}. */
  sealedCode: Uint8Array;
  hash: Uint8Array;
  createdAt: Date;
  expiresAt: Date;
}

/** A code that was just taken out of the store: nobody else ever gets it. */
export interface TakenOfflineCode {
  id: OfflineCodeId;
  number: number;
  sealedCode: Uint8Array;
  expiresAt: Date;
  held: boolean;
}

/** A workstation that has a kit of a principal. */
export interface CodeKeeper {
  workstationId: string;
  hostname: string;
  /** When its newest kit was made. */
  refreshedAt: Date;
  /** Codes that can be read out. */
  left: number;
}

/** Port: the break-glass codes that workstations keep. */
export interface OfflineCodeStore {
  /** Those that are neither spent nor over, by number; no more than a kit holds, the newest. */
  live(owner: CodeOwner, now: Date): Promise<StoredCode[]>;
  /**
   * Adds a code under the next number, in one atomic step, unless there are as many live ones as a limit says: `fresh` of those
   * that were not read out and have more than half of their time left, `live` of all.
   * @returns whether it did; also not when another node took the number
   */
  add(code: NewCode, limits: { fresh: number; live: number }): Promise<boolean>;
  /** The workstation has these. */
  markHeld(ids: readonly OfflineCodeId[]): Promise<void>;
  /**
   * The workstation of this id or host name, in use last, where the principal has a kit that was not destroyed; none that was
   * revoked.
   */
  findKeeper(principalId: string, workstation: string, now: Date): Promise<CodeKeeper | undefined>;
  /**
   * Takes the code that works best out of the store, in one atomic step: one that the workstation has, that ends last.
   * @returns undefined when there is none
   */
  readOut(owner: CodeOwner, now: Date): Promise<TakenOfflineCode | undefined>;
  /**
   * The workstation says that this code was used. The first time counts.
   * @returns undefined when there is no such code of this owner
   */
  markSpent(
    owner: CodeOwner,
    id: OfflineCodeId,
    at: Date,
  ): Promise<{ number: number; isReadOut: boolean } | undefined>;
}

/** A code is bound to its row and its owner: moved to another person, it cannot be opened. */
export function offlineCodeBinding(id: string, principalId: string): string {
  return `offline-codes/${id}/${principalId}`;
}
