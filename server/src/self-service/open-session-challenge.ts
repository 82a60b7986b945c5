import type { ChallengeId, SelfServiceDenialCode, SelfServiceId } from '@gatehouse/protocol';

import type { Factor } from '../factors/factor.js';
import { findSession } from './open-session.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { SelfServiceSource } from './self-service.js';
import type { SessionChallenge, StoredSession } from './session.js';

/** What a code or a choice names. */
export interface SessionChallengeReference {
  source: SelfServiceSource;
  sessionId: SelfServiceId;
  challengeId: ChallengeId;
}

type FoundChallenge =
  | { session: StoredSession; challenge: SessionChallenge; factor: Factor }
  | { code: SelfServiceDenialCode; session: StoredSession | undefined };

/** The open challenge that is named; one that another replaced is unknown. */
export async function findSessionChallenge(
  parts: SelfServiceParts,
  reference: SessionChallengeReference,
  now: Date,
): Promise<FoundChallenge> {
  const found = await findSession(parts, reference, 'challenge', now);
  if ('code' in found) return found;
  const { session } = found;
  const { challenge } = session;
  const factor = challenge && parts.factors.get(challenge.method);
  if (challenge?.id !== reference.challengeId || factor === undefined) {
    return { code: 'challenge.unknown', session };
  }
  return { session, challenge, factor };
}
