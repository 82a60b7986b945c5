/** Whose grant it is, and where: at another workstation it grants nothing. */
export interface ResetGrantKey {
  principalId: string;
  workstationId: string;
}

/**
 * Port: who may reset the password once, having recovered it at a workstation: they forgot the one that a change would
 * ask for, and gave their answers there.
 */
export interface ResetGrants {
  /**
   * Replaces what was granted before, used or not.
   *
   * @param eventId what the workstation told it with
   * @param times when the password was recovered, and when that is told
   * @returns false when the same event granted before, since it does not bring back what was used; when the recovery is too
   *   long ago; and when one of another recovery was used, or a newer password came, since
   */
  grant(key: ResetGrantKey, eventId: string, times: { since: Date; now: Date }): Promise<boolean>;
  /** A new password was set: what was recovered before it is of no use any more, at any workstation. */
  forget(principalId: string, now: Date): Promise<void>;
  /** Whether there is one that is left: neither used nor over, and no newer password was proven to the server since. */
  has(key: ResetGrantKey, now: Date): Promise<boolean>;
  /** Uses the grant up, once. @returns false when there is none that is left */
  use(key: ResetGrantKey, sessionId: string, now: Date): Promise<boolean>;
  /** What this session used, and what came to nothing, is there again. */
  giveBack(key: ResetGrantKey, sessionId: string): Promise<void>;
}

/** Long enough to come back to the office, short enough to be about this recovery. */
export const RESET_GRANT_DAYS = 7;
