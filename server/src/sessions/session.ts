import type { CorrelationId, FactorMethod, SessionId, SessionView } from '@gatehouse/protocol';

import type { Person } from './person.js';

/** Why a session is over, as the audit tells it. */
export type SessionEndReason =
  /** The owner did: this one, all of them, one of a list, or one of a sign-in that was not theirs. */
  | 'signed-out'
  | 'signed-out-everywhere'
  | 'ended'
  | 'disowned'
  /** Nothing was asked in it for too long, or it was too old. */
  | 'idle'
  | 'expired'
  /** A newer sign-in needed the place, or was in the same browser. */
  | 'newer'
  | 'replaced'
  /** The directory lets nobody use the account any more. */
  | 'account'
  | 'password'
  | 'factors';

/** How a session ended, as the audit tells it. An operator gives a reason in their own words. */
export type SessionEnd =
  { reason: SessionEndReason } | { reason: 'administrator'; operatorReason: string };

/** A session as it is stored. */
export interface StoredSession {
  id: SessionId;
  principalId: string;
  principalName: string;
  methods: FactorMethod[];
  /** Of the password that was proven; undefined where nobody knows. */
  generation: string | undefined;
  createdAt: Date;
  lastSeenAt: Date;
  authenticatedAt: Date;
  /** When the directory last said that the account may be used. */
  checkedAt: Date;
  idleMinutes: number;
  idleExpiresAt: Date;
  expiresAt: Date;
  address: string | undefined;
  userAgent: string | undefined;
  /** Of the sign-in. */
  correlationId: CorrelationId;
}

export function personOf(session: StoredSession): Person {
  const { id, principalId, principalName, methods, authenticatedAt } = session;
  return { principalId, principalName, sessionId: id, methods, authenticatedAt };
}

export function viewOf(session: StoredSession): SessionView {
  const { id, methods, address, userAgent } = session;
  return {
    id,
    methods,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    authenticatedAt: session.authenticatedAt.toISOString(),
    idleExpiresAt: session.idleExpiresAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    ...(address !== undefined && { address }),
    ...(userAgent !== undefined && { userAgent }),
  };
}
