import type {
  ChallengeId,
  FactorMethod,
  Scenario,
  SelfServiceId,
  SelfServiceVerdict,
} from '@gatehouse/protocol';
import type { Answer } from '@gatehouse/protocol/recovery';

import type { AskedPurpose, SelfServiceSource } from './self-service-door.js';

export type { SelfServiceSource } from './self-service-door.js';

/** The name of this door among those that audit events come from. */
export const SELF_SERVICE_DOOR = 'self-service';

export interface BeginSelfServiceRequest {
  source: SelfServiceSource;
  /** As typed. */
  name: string;
  expectedSid?: string | undefined;
  purpose: AskedPurpose;
  language?: string | undefined;
  /** At the tile. */
  scenario?: Scenario;
  remote?: boolean;
}

interface SessionReference {
  source: SelfServiceSource;
  sessionId: SelfServiceId;
}

interface ChallengeReference extends SessionReference {
  challengeId: ChallengeId;
}

/**
 * What people do who cannot log on: a new password, or an unlocked account. Whoever is named gets the same
 * words in the same time; only the right proof tells names apart (R38).
 */
export interface SelfService {
  /** Costs no strike (R39). */
  begin(request: BeginSelfServiceRequest): Promise<SelfServiceVerdict>;
  /** The caller wipes the answers. */
  answer(request: SessionReference & { answers: readonly Answer[] }): Promise<SelfServiceVerdict>;
  answerCode(request: ChallengeReference & { code: string }): Promise<SelfServiceVerdict>;
  /** Switches to another factor, or sends the present one's code again. */
  choose(request: ChallengeReference & { method: FactorMethod }): Promise<SelfServiceVerdict>;
  /** `password` is UTF-8; the caller wipes it. */
  reset(request: SessionReference & { password: Uint8Array }): Promise<SelfServiceVerdict>;
  /** Idempotent; unknown and foreign sessions are ignored. */
  cancel(request: SessionReference): Promise<void>;
}
