/** What is known of the kit of a principal at a workstation. */
export interface KitRecord {
  principalId: string;
  workstationId: string;
  /** Of the newest kit. */
  serial: number;
  /** SHA-256 of what the newest kit says. */
  digest: Uint8Array;
  /** What the questions are asked in. */
  language: string | undefined;
  refreshedAt: Date;
  /** When they last logged on there, with the server or without it. */
  usedAt: Date;
  /** The workstation destroyed it, and was granted no logon since. */
  destroyed: boolean;
}

/** A computer that keeps a kit of somebody. */
export interface KeptKit {
  workstationId: string;
  /** Undefined when the workstation is gone. */
  hostname: string | undefined;
  /** The workstation may ask the server nothing any more; what it keeps, it may still have. */
  revoked: boolean;
  refreshedAt: Date;
  /** Of a kit that was made before this was written down, when it expires at the latest. */
  expiresAt: Date;
}

/**
 * Port: who has a kit where. There is one only where a logon was granted. Serials are counted here, in one atomic step
 * each, and never go back.
 */
export interface KitStore {
  /** Counts a kit for a logon that was granted. @returns its serial */
  grant(kit: {
    principalId: string;
    workstationId: string;
    digest: Uint8Array;
    language: string | undefined;
    /** As the kit says. */
    expiresAt: Date;
    now: Date;
  }): Promise<number>;
  /**
   * Counts a newer kit of a principal who has one there.
   * @param kit `known` is the serial that the workstation has: after the database was restored, it may be ahead
   * @returns its serial; undefined when there is none any more
   */
  renew(kit: {
    principalId: string;
    workstationId: string;
    known: number;
    digest: Uint8Array;
    expiresAt: Date;
    now: Date;
  }): Promise<number | undefined>;
  /** Those of these principals who have, or had, a kit there. */
  find(workstationId: string, principalIds: readonly string[]): Promise<KitRecord[]>;
  /** The computers that have a kit of a principal which is neither destroyed nor expired: those refreshed last, at most `limit`. */
  list(principalId: string, now: Date, limit: number): Promise<KeptKit[]>;
  /** Remembers which passwords Windows accepted last; of principals without a kit there nothing is remembered. */
  accept(
    workstationId: string,
    accepted: readonly { principalId: string; generation: string }[],
  ): Promise<void>;
  /** Remembers that a principal with a kit there logged on with it; an earlier time than the last changes nothing. */
  markUsed(workstationId: string, principalId: string, at: Date): Promise<void>;
  /**
   * Remembers that a kit was destroyed: the next one comes with the next granted logon, and not before. One that was
   * granted after `at` is another one.
   */
  markDestroyed(workstationId: string, principalId: string, at: Date): Promise<void>;
}
