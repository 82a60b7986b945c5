/**
 * Port: who may reset the password once, having recovered it at a workstation: they forgot the one that a change would
 * ask for.
 */
export interface ResetGrants {
  /** Replaces what was granted before, used or not. */
  grant(principalId: string, now: Date): Promise<void>;
  /** Uses the grant up, once. @returns false when there is none that is left */
  use(principalId: string, now: Date): Promise<boolean>;
}

/** Long enough to come back to the office, short enough to be about this recovery. */
export const RESET_GRANT_DAYS = 7;
