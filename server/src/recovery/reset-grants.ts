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
   * @returns false when the same event granted before: it does not bring back what was used
   */
  grant(key: ResetGrantKey, eventId: string, now: Date): Promise<boolean>;
  /** Whether there is one that is left. */
  has(key: ResetGrantKey, now: Date): Promise<boolean>;
  /** Uses the grant up, once. @returns false when there is none that is left */
  use(key: ResetGrantKey, sessionId: string, now: Date): Promise<boolean>;
  /** What this session used, and what came to nothing, is there again. */
  giveBack(key: ResetGrantKey, sessionId: string): Promise<void>;
}

/** Long enough to come back to the office, short enough to be about this recovery. */
export const RESET_GRANT_DAYS = 7;
