/** That somebody without a factor may enrol the first one by the password alone. */
export interface EnrollmentPermit {
  principalId: string;
  /** Who granted it. */
  operator: string;
  expiresAt: Date;
}

/**
 * Port: permits of the help desk, one a person (R6). One is spent by the statement that stores the first factor, whichever
 * logon that is in.
 */
export interface EnrollmentPermits {
  /** In the place of an older one. */
  grant(permit: EnrollmentPermit, now: Date): Promise<void>;
  /** Whether there is one that is neither spent nor over. */
  has(principalId: string, now: Date): Promise<boolean>;
}
