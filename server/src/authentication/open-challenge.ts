import type { ChallengeId, DenialCode, LogonId } from '@gatehouse/protocol';

import type { Admission } from '../workstation/admission.js';
import type { LogonParts } from './logon-dependencies.js';
import type { Source } from './logon-engine.js';
import type { StoredLogon } from './logon-store.js';
import type { Challenge } from './logon.js';

/** What an answer or a choice names. */
export interface ChallengeReference {
  source: Source;
  admission: Admission;
  logonId: LogonId;
  challengeId: ChallengeId;
}

export type FoundChallenge =
  | { logon: StoredLogon; challenge: Challenge }
  /** `logon` only if it is the caller's own. */
  | { code: DenialCode; logon: StoredLogon | undefined };

/**
 * The open challenge that is named. To everyone but the source that began it a logon does not exist; a challenge that
 * another one replaced, and one that was answered, cancelled or denied, is as unknown as one that never was.
 */
export async function findOpenChallenge(
  { logons }: LogonParts,
  { source, admission, logonId, challengeId }: ChallengeReference,
  now: Date,
): Promise<FoundChallenge> {
  const logon = await logons.find(logonId);
  if (logon === undefined || !isOwnedBy(source, logon)) {
    return { code: 'challenge.unknown', logon: undefined };
  }
  const { challenge } = logon;
  if (logon.state !== 'open' || challenge?.id !== challengeId) {
    return { code: 'challenge.unknown', logon };
  }
  if (challenge.expiresAt <= now) {
    await admission.require();
    await logons.deny(logonId);
    return { code: 'challenge.expired', logon };
  }
  return { logon, challenge };
}

/** Nobody else may go on with a logon. */
export function isOwnedBy({ door, key }: Source, logon: StoredLogon): boolean {
  return `${logon.door}:${logon.sourceKey}` === `${door}:${key}`;
}
