import type { ChallengeId, CredentialId, FactorMethod, LogonId } from '@gatehouse/protocol';

import type { EmailCredential, TotpCredential } from '../factors/credential-store.js';
import type { Strike } from '../regulation/strikes.js';

/** What the directory knew a person by when the logon began. */
export interface EnrollingPerson {
  displayName?: string | undefined;
  /** No answer may be part of one. */
  names: string[];
}

/** An authenticator of which no code was seen yet. */
export interface PendingAuthenticator {
  credentialId: CredentialId;
  /** Sealed with {@link pendingSeedBinding}. */
  sealedSeed: Uint8Array;
}

/** An address to which a code was sent that was not seen yet. */
export interface PendingAddress {
  address: string;
  challengeId: ChallengeId;
  codeMac: Uint8Array;
  expiresAt: Date;
}

/** What a logon begins with that may have to enrol something. */
export interface NewEnrollment {
  logonId: LogonId;
  principalId: string;
  person: EnrollingPerson;
  /** Of the password that the logon was begun with. */
  passwordMac: Uint8Array | undefined;
  passwordGeneration: string | undefined;
  /** The factor whose enrolment is the proof of this logon (R6): it cannot be postponed. */
  proof: FactorMethod | undefined;
  /** It lives on a permit of the help desk: the first factor that is stored spends it, or is not stored. */
  permitted: boolean;
}

export interface StoredEnrollment extends NewEnrollment {
  /** Whether the factor of `proof` was enrolled in this logon; in another one it proves nothing here. */
  proofEnrolled: boolean;
  authenticator: PendingAuthenticator | undefined;
  address: PendingAddress | undefined;
  /** How many logons the person went on without enrolling, up to now. */
  postponed: number;
}

/** Whose logon ends, and the strikes that a grant clears: those that stood when everything was proven, unless somebody failed since. */
export interface GrantedEnrollment {
  logonId: LogonId;
  strike: Pick<Strike, 'principalId' | 'source' | 'lockout'>;
  provenAt: Date;
  now: Date;
}

/**
 * Port: enrolments in progress, shared by all nodes. Whatever is stored by {@link addAuthenticator} and
 * {@link addAddress}, and whatever ends an enrolment, happens once, and only while the logon is `enrolling`: of two nodes
 * that try, one is told that it did not. Nothing else of an enrolment is left when its logon ends.
 */
export interface EnrollmentStore {
  add(enrollment: NewEnrollment, now: Date): Promise<void>;
  find(logonId: LogonId): Promise<StoredEnrollment | undefined>;
  /** Puts a fresh authenticator in the place of one that was not proven. */
  startAuthenticator(logonId: LogonId, pending: PendingAuthenticator, now: Date): Promise<boolean>;
  /** Puts an address in the place of one that was not proven, unless `maxSends` codes were sent in this logon. */
  startAddress(
    logonId: LogonId,
    pending: PendingAddress,
    limits: { maxSends: number; now: Date },
  ): Promise<boolean>;
  /** Forgets an address to which nothing could be sent. */
  dropAddress(logonId: LogonId, challengeId: ChallengeId): Promise<void>;
  /** Counts a code before it is looked at. @returns false when `maxCodes` were looked at in this logon */
  takeCode(logonId: LogonId, limits: { maxCodes: number; now: Date }): Promise<boolean>;
  /** Stores a pending authenticator as a credential whose `step`, and those before it, are used up (R37). */
  addAuthenticator(
    logonId: LogonId,
    credential: TotpCredential,
    proof: { step: number; now: Date },
  ): Promise<boolean>;
  /** Stores the pending address of this challenge, in the place of an older one. */
  addAddress(
    logonId: LogonId,
    credential: EmailCredential,
    proof: { challengeId: ChallengeId; now: Date },
  ): Promise<boolean>;
  /** Grants the logon, clears the strikes that it earned, and forgets postponements and that the account was idle. */
  finish(enrollment: GrantedEnrollment): Promise<boolean>;
  /**
   * Grants the logon without what is still to be enrolled, clears the strikes that it earned, and counts that.
   * @returns how many more times; undefined when that was not to be
   */
  postpone(enrollment: GrantedEnrollment, limit: number): Promise<number | undefined>;
  /** Remembers that an account came back after a long time, or with a password that was reset by self-service. */
  markIdle(principalId: string, now: Date): Promise<void>;
  isMarkedIdle(principalId: string): Promise<boolean>;
}

/** A pending seed is bound to its logon and the id that it will have. */
export function pendingSeedBinding(logonId: string, credentialId: string): string {
  return `enrollments/seed/${logonId}/${credentialId}`;
}
