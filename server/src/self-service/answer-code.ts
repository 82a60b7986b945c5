import type { RejectionCode, SelfServiceVerdict } from '@gatehouse/protocol';

import type { Factor } from '../factors/factor.js';
import { findSessionChallenge } from './open-session-challenge.js';
import type { SessionChallengeReference } from './open-session-challenge.js';
import { endAndRefuse } from './open-session.js';
import type { ProofAttempt, Proving } from './proving.js';
import { strikeKeyOf } from './self-service-door.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { challengeVerdict, secondsUntil } from './self-service-verdicts.js';
import type { SessionChallenge } from './session.js';

/** Looks at the code for an open challenge. */
export class AnswerCode {
  readonly #parts: SelfServiceParts;
  readonly #proving: Proving;

  constructor(parts: SelfServiceParts, proving: Proving) {
    this.#parts = parts;
    this.#proving = proving;
  }

  async run(reference: SessionChallengeReference & { code: string }): Promise<SelfServiceVerdict> {
    const { source, code } = reference;
    const now = this.#parts.clock.now();
    const found = await findSessionChallenge(this.#parts, reference, now);
    if ('code' in found) return this.#proving.refuseOrResume(source, found, now);
    const { session, challenge, factor } = found;
    const { principalId, settings, account } = session;
    const [strike, credentials] = await Promise.all([
      this.#parts.strikes.take(strikeKeyOf(source, session.principalId), settings.lockout, now),
      this.#parts.credentials.list(principalId),
    ]);
    if ('code' in strike) {
      return endAndRefuse(this.#parts, source, session, strike.code, strike.until);
    }
    const attempt = { source, session, strike, now, proof: 'code' as const };
    const verdict = await this.#proving.giveBackOnError(attempt, () =>
      factor.verify({
        ...{ challengeId: challenge.id, principalId, codeMac: challenge.codeMac },
        ...{ code, credentials, now },
      }),
    );
    // A code that somebody guessed who cannot get through is wrong as well.
    if (verdict.outcome === 'wrong' || account === undefined) {
      return this.#reject(attempt, challenge, factor, 'factor.wrong-code');
    }
    return this.#proving.accept(attempt, verdict.steps, () =>
      this.#reject(attempt, challenge, factor, 'factor.used-code'),
    );
  }

  #reject(
    attempt: ProofAttempt,
    challenge: SessionChallenge,
    factor: Factor,
    code: RejectionCode,
  ): Promise<SelfServiceVerdict> {
    const { session, now, source } = attempt;
    const facts = { factor, expiresInSeconds: secondsUntil(session, now) };
    return this.#proving.reject(attempt, code, (strikesLeft) =>
      challengeVerdict(session, challenge, facts, source.correlationId, { code, strikesLeft }),
    );
  }
}
