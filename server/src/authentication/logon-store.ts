import type { ChallengeId, LogonId } from '@gatehouse/protocol';

import type { AuthenticatorStep } from '../factors/credential-store.js';
import type { Offer } from '../factors/factor.js';
import type { Strike } from '../regulation/strikes.js';
import type { Source } from './logon-engine.js';
import type { Challenge, Logon, LogonState } from './logon.js';

/** A logon as it is stored; `challenge` is absent when the policy asked for nothing but the password. */
export interface StoredLogon extends Logon {
  state: LogonState;
  challenge: Challenge | undefined;
  /** Of the challenge, or of the enrolment that followed it; of a granted logon, minutes after the grant at most. */
  expiresAt: Date;
}

/** `unknown`: the challenge is no longer open. */
export type GrantOutcome = 'granted' | 'used-step' | 'unknown';

/** What became of a challenge that was to lead to an enrolment. */
export type EnrollingOutcome = 'enrolling' | Exclude<GrantOutcome, 'granted'>;

/** Who a logon was about, for the audit. */
export type LogonPrincipal = Pick<Logon, 'principalId' | 'principalName'>;

/** A logon that Windows had its say on; `waits` where its enrolment is still to come. */
export type ReportedLogon = LogonPrincipal & { waits: boolean };

/**
 * Port: logons in progress, shared by all nodes. Every transition happens once: of two nodes that try, one is told
 * that it did not. Strikes are settled in the same statement, so that no crash comes between.
 */
export interface LogonStore {
  /** Opens a logon with its first challenge, and takes back the strike of the right password. */
  open(logon: Logon, challenge: Challenge, strike: Strike, now: Date): Promise<void>;
  /** Stores a logon that is granted at once, and clears the strikes of its principal and source. */
  openGranted(logon: Logon, strike: Strike, now: Date): Promise<void>;
  /** Stores a logon that Windows decides alone. Strikes stay as they are: nothing was proven. */
  openObserved(logon: Logon, now: Date): Promise<void>;
  /** The same for a logon that needs nothing proven by its principal: it takes back its strike alone. */
  openUnproven(logon: Logon, strike: Strike, now: Date): Promise<void>;
  find(id: LogonId): Promise<StoredLogon | undefined>;
  /**
   * Grants an open logon whose challenge has not expired, and clears the strikes of principal and source. With `step`,
   * only if no logon ever used that step of the authenticator or a newer one, also when two nodes race (R37). With
   * `keepsStrikes` it takes back the strike of the right answer alone.
   */
  grant(
    id: LogonId,
    challengeId: ChallengeId,
    proof: {
      strike: Strike;
      step: AuthenticatorStep | undefined;
      now: Date;
      keepsStrikes?: boolean | undefined;
    },
  ): Promise<GrantOutcome>;
  /** Stores a logon that asks for an enrolment at once, and takes back the strike of the right password. */
  openEnrolling(logon: Logon, strike: Strike, until: { now: Date; expiresAt: Date }): Promise<void>;
  /** Uses up the proof as {@link grant} does, and takes back its strike alone: something is to be enrolled first. */
  startEnrolling(
    id: LogonId,
    challengeId: ChallengeId,
    proof: { strike: Strike; step: AuthenticatorStep | undefined; now: Date; expiresAt: Date },
  ): Promise<EnrollingOutcome>;
  /** Puts another challenge in the place of an open one, unless more codes were sent than `maxSends` by then. */
  replaceChallenge(
    id: LogonId,
    replaced: ChallengeId,
    next: Challenge & { offered: Offer[] },
    limits: { maxSends: number; now: Date },
  ): Promise<boolean>;
  /** Ends a logon that is open or enrolling. */
  deny(id: LogonId): Promise<boolean>;
  /** Ends a logon of this source that is open or enrolling. @returns undefined when there is none */
  cancel(id: LogonId, source: Source): Promise<LogonPrincipal | undefined>;
  /**
   * Marks a logon of this source as reported, once: one that is granted, or proven and still to enrol, which a workstation
   * goes on with while the server is away. @returns undefined when there is none
   */
  markReported(id: LogonId, source: Source): Promise<ReportedLogon | undefined>;
  /**
   * Counts a look at the new password of a logon of this source that is there to change it, and was granted not long ago.
   * @returns undefined when there is none, its new password was believed before, or `maxTries` were looked at
   */
  takePasswordTry(
    id: LogonId,
    source: Source,
    limits: { maxTries: number; grantedAfter: Date },
  ): Promise<StoredLogon | undefined>;
  /** Ends the looks at the new password, and takes back the strike of this one alone. */
  markPasswordChanged(id: LogonId, strike: Strike, now: Date): Promise<void>;
}
