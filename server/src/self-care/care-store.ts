import type { CredentialId, FactorMethod, LogonId, SessionId } from '@gatehouse/protocol';

import type { EnrollingLogon } from '../enrollment/enrollment-kind.js';
import type { NewRecoveryCode } from '../factors/recovery-codes.js';
import type { Person } from '../sessions/person.js';

/** What must be left when a factor goes. */
export interface FactorFloor {
  /** Of these methods together. */
  methods: readonly FactorMethod[];
  least: number;
  /** Of the method of the factor itself. */
  leastOfSame: number;
}

export type RemovedFactor =
  { outcome: 'removed'; method: FactorMethod } | { outcome: 'required' } | { outcome: 'unknown' };

/** Port: what a signed-in person is about to enrol, and what goes. */
export interface CareStore {
  /**
   * Opens what the kinds of enrolments happen in: a row among the logons that no door can go on with, bound to the session.
   */
  open(enrolling: EnrollingLogon, sessionId: SessionId, expiresAt: Date): Promise<void>;
  /** Undefined for what other sessions began, and for what is done or over. */
  find(id: LogonId, sessionId: SessionId, now: Date): Promise<EnrollingLogon | undefined>;
  close(id: LogonId): Promise<void>;
  /**
   * Puts a new set of recovery codes in the place of the one before, whole, as long as the session is there: what ends the
   * sessions of a person before it takes their factors away finds the new codes, or there are none. Of two sets that race one is left.
   * @returns whether it did
   */
  replaceRecoveryCodes(
    person: Pick<Person, 'principalId' | 'sessionId'>,
    codes: readonly NewRecoveryCode[],
    now: Date,
  ): Promise<boolean>;
  /** In one step with the count of what is left: of removals that race, none goes below the floor. */
  removeFactor(principalId: string, id: CredentialId, floor: FactorFloor): Promise<RemovedFactor>;
}
