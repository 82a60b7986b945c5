import type { ChallengeId, SelfServiceId } from '@gatehouse/protocol';

import type { AuthenticatorStep } from '../factors/credential-store.js';
import type { Strike } from '../regulation/strikes.js';
import type { Progress, Session, Stage, StoredSession } from './session.js';

/** From where a session goes on. Whoever comes second finds it gone. */
export interface Departure {
  id: SelfServiceId;
  stage: Stage;
  /** The open challenge, at that stage. */
  challengeId?: ChallengeId | undefined;
}

/** `used-step`: a logon or another session used this step of the authenticator, or a later one. */
export type AdvanceOutcome = 'advanced' | 'used-step' | 'gone';

/** Port: self-service in progress, shared by all nodes. Every transition happens once. */
export interface SessionStore {
  /** Of one person and of one workstation a limited number is kept: the oldest make way, and are unknown from then on. */
  open(session: Session, progress: Progress): Promise<void>;
  find(id: SelfServiceId): Promise<StoredSession | undefined>;
  /**
   * After a proof: goes on, takes back the strike, and uses up the step of the authenticator, all or nothing (R37). An
   * expired session does not go on.
   */
  prove(
    from: Departure,
    to: Progress,
    proof: { strike: Strike; step: AuthenticatorStep | undefined; now: Date },
  ): Promise<AdvanceOutcome>;
  /** Goes on without a proof. @returns whether it did */
  move(from: Departure, to: Progress, now: Date): Promise<boolean>;
  /** Puts another challenge in the place of an open one, unless more codes were sent than `maxSends` by then. */
  replaceChallenge(
    from: Departure,
    to: Progress,
    limits: { maxSends: number; now: Date },
  ): Promise<boolean>;
  /** Ends a session that is not over, at whatever stage it is. @returns whether it was not over */
  end(id: SelfServiceId, stage: 'denied' | 'cancelled'): Promise<boolean>;
}
