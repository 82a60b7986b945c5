import type {
  ChallengeId,
  FactorMethod,
  Scenario,
  SelfServiceId,
  SelfServicePurpose,
  SelfServiceVerdict,
} from '@gatehouse/protocol';

import type { CallContext } from './authority.js';

export interface BeginSelfServiceRequest {
  name: string;
  expectedSid?: string | undefined;
  purpose: SelfServicePurpose;
  language?: string | undefined;
  scenario: Scenario;
  remote: boolean;
}

/**
 * Port: whom the service asks for a new password or an unlocked account. Every method rejects with an UnreachableError or
 * nothing else.
 */
export interface SelfServiceAuthority {
  begin(request: BeginSelfServiceRequest, context: CallContext): Promise<SelfServiceVerdict>;
  answerQuestions(
    request: { sessionId: SelfServiceId; answers: readonly { id: string; answer: string }[] },
    context: CallContext,
  ): Promise<SelfServiceVerdict>;
  answerCode(
    request: { sessionId: SelfServiceId; challengeId: ChallengeId; code: string },
    context: CallContext,
  ): Promise<SelfServiceVerdict>;
  choose(
    request: { sessionId: SelfServiceId; challengeId: ChallengeId; method: FactorMethod },
    context: CallContext,
  ): Promise<SelfServiceVerdict>;
  /** `password` is UTF-8; the authority does not wipe it: the logon goes on with it. */
  resetPassword(
    request: { sessionId: SelfServiceId; password: Uint8Array },
    context: CallContext,
  ): Promise<SelfServiceVerdict>;
  cancel(request: { sessionId: SelfServiceId }, context: CallContext): Promise<void>;
}
