import type { SelfServiceDenialCode, SelfServiceId, SelfServiceVerdict } from '@gatehouse/protocol';

import { denied } from '../authentication/verdicts.js';
import { DirectoryUnavailableError } from '../directory/directory.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { SelfServiceSource } from './self-service.js';
import type { Session, Stage, StoredSession } from './session.js';

export type FoundSession =
  | { session: StoredSession }
  /** `session` only if it is the caller's own. */
  | { code: SelfServiceDenialCode; session: StoredSession | undefined };

/**
 * The session that waits for this. To everyone but who began it, at the door where it was, a session does not exist, and one that
 * waits for something else, or for nothing any more, is as unknown as one that never was (R29, R42).
 */
export async function findSession(
  { sessions }: SelfServiceParts,
  { source, sessionId }: { source: SelfServiceSource; sessionId: SelfServiceId },
  stage: Stage,
  now: Date,
): Promise<FoundSession> {
  const session = await sessions.find(sessionId);
  if (session === undefined || !isOwnedBy(source, session)) {
    return { code: 'self-service.unknown', session: undefined };
  }
  if (session.stage !== stage) return { code: 'self-service.unknown', session };
  if (session.expiresAt > now) return { session };
  await sessions.end(session.id, 'denied');
  return { code: 'self-service.expired', session };
}

/** Says no, and writes down that it did. What is to become of the session is the caller's business. */
export async function refuse(
  { journal }: SelfServiceParts,
  source: SelfServiceSource,
  session: Session | undefined,
  code: SelfServiceDenialCode,
  lockedUntil?: Date,
): Promise<SelfServiceVerdict> {
  await journal.record(source, session, [
    { type: 'self-service.denied', outcome: 'failure', facts: { code } },
  ]);
  return denied(code, source.correlationId, { lockedUntil });
}

/** Says no, and ends the session. */
export async function endAndRefuse(
  parts: SelfServiceParts,
  source: SelfServiceSource,
  session: Session,
  code: SelfServiceDenialCode,
  lockedUntil?: Date,
): Promise<SelfServiceVerdict> {
  await parts.sessions.end(session.id, 'denied');
  return refuse(parts, source, session, code, lockedUntil);
}

export function isOwnedBy(
  { door, key }: SelfServiceSource,
  session: Pick<Session, 'door' | 'sourceKey'>,
): boolean {
  return session.door === door && session.sourceKey === key;
}

/** Runs work that needs the directory. @returns undefined when that did not answer, which is logged */
export async function withDirectory<T>(
  { logger }: SelfServiceParts,
  { correlationId }: SelfServiceSource,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DirectoryUnavailableError)) throw error;
    logger?.warn('the directory did not answer', { correlationId, error });
    return undefined;
  }
}
