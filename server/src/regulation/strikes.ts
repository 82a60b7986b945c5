import type { PolicySettings } from '@gatehouse/protocol';

import type { AuditRecord } from '../audit/audit-log.js';
import type { RequestContext } from '../context.js';
import type { NonceClaim, NotAdmitted } from '../workstation/admission.js';

export type Lockout = PolicySettings['lockout'];

/** What a strike counts against: a principal (known or phantom), and the source that tries. */
export interface StrikeKey {
  /** The immutable id, whichever name was typed (R36). */
  principalId: string;
  /** Door and owner of the attempt: `desktop:wks_…`. Never empty. */
  source: string;
}

/** A strike that was taken before the proof is looked at (R35). */
export interface Strike extends StrikeKey {
  lockout: Lockout;
  /** Strikes of this source against the principal, this one included. */
  sourceCount: number;
  /** Strikes of all sources against the principal, this one included. */
  principalCount: number;
  /** When the source's lock would end, were this strike to stand. */
  sourceLockEnds: Date;
  /** The same for the principal; undefined when only the help desk ends it. */
  principalLockEnds: Date | undefined;
}

/** Why no strike could be taken: the attempt is refused unseen. */
export interface Lock {
  code: 'principal.locked' | 'source.locked';
  /** Undefined when only the help desk ends it. */
  until: Date | undefined;
}

export interface StrikeStatus {
  /** Consecutive failures of all sources that still count. */
  strikes: number;
  locked: boolean;
  /** Undefined when not locked, or when only the help desk ends the lock. */
  lockedUntil?: Date;
}

/**
 * Port: the counters behind the lockout. Two of them: one for each source and principal, which locks out that source
 * alone, and one for the principal over all sources (R34, R44). A lock is not stored; it is a count that has reached
 * its limit and has not expired.
 */
export interface StrikeStore {
  /** Takes a strike from both counters in one statement, or says which of them is exhausted. */
  take(key: StrikeKey, lockout: Lockout, now: Date): Promise<Strike | Lock>;
  /** With the claim of a request that is not admitted yet: the same statement admits it, or takes no strike. */
  take(
    key: StrikeKey,
    lockout: Lockout,
    now: Date,
    claim: NonceClaim | undefined,
  ): Promise<Strike | Lock | NotAdmitted>;
  /** The lock that would refuse an attempt now, which takes nothing. */
  findLock(key: StrikeKey, lockout: Lockout, now: Date): Promise<Lock | undefined>;
  /** Takes back one strike: its attempt was not a failure. Strikes of other attempts stay. */
  giveBack(strike: Strike, now: Date): Promise<void>;
  status(principalId: string, lockout: Lockout, now: Date): Promise<StrikeStatus>;
  /**
   * Forgets all strikes against a principal, or those of one source alone: those of all sources together stay then.
   *
   * @returns the sources whose strikes were forgotten; an empty one stands for all of them together
   */
  clear(principalId: string, source?: string): Promise<string[]>;
}

/** What the help desk may ask and do. */
export interface Regulation {
  show(principalId: string, lockout: Lockout): Promise<StrikeStatus>;
  /**
   * Ends every lock of a principal, or the one of a source, and audits it.
   *
   * @param options `detail` is for the audit
   * @returns as {@link StrikeStore.clear}
   */
  unlock(
    principal: { principalId: string; principalName?: string },
    options: { source?: string | undefined; detail?: AuditRecord['detail'] },
    context: RequestContext,
  ): Promise<string[]>;
}
