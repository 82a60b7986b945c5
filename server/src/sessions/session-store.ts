import type { CorrelationId, FactorMethod, SessionId } from '@gatehouse/protocol';

import type { StoredSession } from './session.js';

/** How many sessions one person may have, and what a sign-in does that would be one too many. */
export interface SessionLimit {
  limit: number;
  atLimit: 'refuse' | 'end-oldest';
  /** The one that the new one replaces: it takes no place, and is the caller's to end if it is not among the ended. */
  replaces?: SessionId | undefined;
}

/** `limit`: there are as many as there may be. `ended` made way, the expired ones among them. */
export type OpenOutcome = { outcome: 'opened'; ended: StoredSession[] } | { outcome: 'limit' };

/** Which sessions of a person are meant; all of them without more. */
export interface SessionSelection {
  principalId: string;
  id?: SessionId | undefined;
  except?: SessionId | undefined;
  /** Of the sign-in. */
  correlationId?: CorrelationId | undefined;
}

/** Port: sessions, shared by all nodes. To every question a session that has expired does not exist. */
export interface SessionStore {
  /**
   * Adds a session, in one step with whatever has to make way for it: of any number of sign-ins that race on any number of
   * nodes no more have a session than the limit allows.
   */
  open(session: StoredSession, tokenHash: Uint8Array, limit: SessionLimit): Promise<OpenOutcome>;
  find(tokenHash: Uint8Array, now: Date): Promise<StoredSession | undefined>;
  /** Counts a use. @returns false when the session is over by now */
  touch(id: SessionId, now: Date): Promise<boolean>;
  /** Remembers that the directory said that the account may be used, and with which password. */
  markChecked(id: SessionId, generation: string | undefined, now: Date): Promise<void>;
  /** Remembers that the person proved once more who they are, and puts another token in the place of the one before. */
  prove(
    id: SessionId,
    proof: { tokenHash: Uint8Array; methods: FactorMethod[]; generation: string | undefined },
    now: Date,
  ): Promise<StoredSession | undefined>;
  /** Forgets which password it was, until the next check tells. */
  forgetGeneration(id: SessionId): Promise<void>;
  /** Newest first. */
  list(principalId: string, now: Date): Promise<StoredSession[]>;
  /** @returns those that were ended by this call */
  end(selection: SessionSelection, now: Date): Promise<StoredSession[]>;
  /** Takes expired sessions away, some at a time. */
  takeExpired(now: Date, limit: number): Promise<StoredSession[]>;
}
