import type { FactorMethod, RejectionCode, SelfServiceVerdict } from '@gatehouse/protocol';

import { findSessionChallenge } from './open-session-challenge.js';
import type { SessionChallengeReference } from './open-session-challenge.js';
import { endAndRefuse, refuse, withDirectory } from './open-session.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { challengeVerdict, expiryOf, secondsUntil } from './self-service-verdicts.js';
import type { IssuedChallenge, SessionChallenges } from './session-challenges.js';
import type { Progress, SessionChallenge, StoredSession } from './session.js';

/** Switches to another factor, or sends the code again. Costs no strike (R39). */
export class ChooseMethod {
  readonly #parts: SelfServiceParts;
  readonly #challenges: SessionChallenges;

  constructor(parts: SelfServiceParts, challenges: SessionChallenges) {
    this.#parts = parts;
    this.#challenges = challenges;
  }

  async run(
    reference: SessionChallengeReference & { method: FactorMethod },
  ): Promise<SelfServiceVerdict> {
    const { source, method } = reference;
    const now = this.#parts.clock.now();
    const found = await findSessionChallenge(this.#parts, reference, now);
    if ('code' in found) return refuse(this.#parts, source, found.session, found.code);
    const { session, challenge } = found;
    const chosen = this.#parts.factors.get(method);
    const isOffered = challenge.offered.some((offer) => offer.method === method);
    if (chosen === undefined || !isOffered) {
      return endAndRefuse(this.#parts, source, session, 'policy.denied');
    }
    if (!chosen.sends && method === challenge.method) {
      return this.#show(reference, session, challenge, now);
    }
    const maxSends = session.settings.otp.resendLimit + 1;
    if (chosen.sends && challenge.sends >= maxSends) {
      return this.#show(reference, session, challenge, now, 'factor.resend-limit');
    }
    const issued = await withDirectory(this.#parts, source, async () => ({
      challenge: await this.#challenges.issue(session, method, challenge, now),
    }));
    // The present challenge goes on to hold.
    if (issued?.challenge === undefined) {
      const code = issued === undefined ? 'factor.undeliverable' : 'factor.resend-limit';
      return this.#show(reference, session, challenge, now, code);
    }
    return this.#replace(reference, session, challenge, issued.challenge, maxSends, now);
  }

  async #replace(
    reference: SessionChallengeReference,
    session: StoredSession,
    replaced: SessionChallenge,
    issued: IssuedChallenge,
    maxSends: number,
    now: Date,
  ): Promise<SelfServiceVerdict> {
    const { source } = reference;
    const { challenge, factor } = issued;
    const to: Progress = {
      stage: 'challenge',
      challenge,
      // A factor that sends nothing expires when its predecessor would have.
      expiresAt: factor.sends ? expiryOf(session, now) : session.expiresAt,
    };
    const from = { id: session.id, stage: 'challenge', challengeId: replaced.id } as const;
    // Taken before it is used: of parallel requests one sends.
    if (!(await this.#parts.sessions.replaceChallenge(from, to, { maxSends, now }))) {
      return refuse(this.#parts, source, session, 'challenge.unknown');
    }
    const type = replaced.method === factor.method ? 'challenge.resent' : 'challenge.issued';
    const delivered = await this.#challenges.send(session, issued, type, source);
    const rejection = delivered ? undefined : 'factor.undeliverable';
    return this.#show(reference, { ...session, ...to }, challenge, now, rejection);
  }

  #show(
    { source }: SessionChallengeReference,
    session: StoredSession,
    challenge: SessionChallenge,
    now: Date,
    rejected?: RejectionCode,
  ): SelfServiceVerdict {
    const factor = this.#parts.factors.get(challenge.method);
    if (factor === undefined) throw new Error(`there is no factor ${challenge.method}`);
    const facts = { factor, expiresInSeconds: secondsUntil(session, now) };
    const rejection = rejected && { code: rejected };
    return challengeVerdict(session, challenge, facts, source.correlationId, rejection);
  }
}
