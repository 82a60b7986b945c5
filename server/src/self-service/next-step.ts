import type { SelfServiceDenialCode, SelfServiceVerdict } from '@gatehouse/protocol';

import type { Completion } from './completion.js';
import { newPasswordRules } from './new-password-rules.js';
import { proofAfter, proofsOf } from './self-service-door.js';
import type { ProofStep } from './self-service-door.js';
import type { SelfServiceParts } from './self-service-parts.js';
import {
  challengeVerdict,
  doneVerdict,
  expiryOf,
  newPasswordVerdict,
  questionsVerdict,
  secondsUntil,
} from './self-service-verdicts.js';
import type { SelfServiceSource } from './self-service.js';
import type { SessionChallenges } from './session-challenges.js';
import type { Progress, Session } from './session.js';

/** Where a session goes, and what is said once it is there. */
export interface NextStep {
  to: Progress;
  enter: () => Promise<SelfServiceVerdict>;
}

interface Moment {
  source: SelfServiceSource;
  now: Date;
}

/** What follows what: the proof that the policy asks for, in its order, then what it is for. */
export class NextSteps {
  readonly #parts: SelfServiceParts;
  readonly #challenges: SessionChallenges;
  readonly #completion: Completion;

  constructor(parts: SelfServiceParts, challenges: SessionChallenges, completion: Completion) {
    this.#parts = parts;
    this.#challenges = challenges;
    this.#completion = completion;
  }

  /** @throws DirectoryUnavailableError */
  async atBeginning(session: Session, moment: Moment): Promise<NextStep | SelfServiceDenialCode> {
    const [first] = proofsOf(session);
    return first === 'code' ? this.#challenge(session, moment) : this.#questions(session, moment);
  }

  /** @throws DirectoryUnavailableError */
  async after(
    proven: ProofStep,
    session: Session,
    moment: Moment,
  ): Promise<NextStep | SelfServiceDenialCode> {
    const next = proofAfter(proven, session);
    if (next === 'code') return this.#challenge(session, moment);
    // Whoever has proven something may be told what is missing.
    if (next === 'answers') {
      const lock = await this.#parts.answers.find(session.principalId);
      return lock === undefined ? 'factor.not-enrolled' : this.#questions(session, moment);
    }
    switch (session.purpose) {
      case 'verify':
        return this.#verified(session, moment);
      case 'unlock':
        return this.#unlock(session, moment);
      case 'reset':
        return this.#newPassword(session, moment);
    }
  }

  #questions(session: Session, { source, now }: Moment): NextStep {
    const to = progress(session, 'questions', now);
    const seconds = secondsUntil(to, now);
    return {
      to,
      enter: () => Promise.resolve(questionsVerdict(session, seconds, source.correlationId)),
    };
  }

  async #challenge(
    session: Session,
    { source, now }: Moment,
  ): Promise<NextStep | SelfServiceDenialCode> {
    const issued = await this.#challenges.first(session, now);
    if (issued === 'not-enrolled') return 'factor.not-enrolled';
    if (issued === 'too-many') return 'factor.undeliverable';
    const { challenge, factor } = issued;
    const to: Progress = { ...progress(session, 'challenge', now), challenge };
    const enter = async () => {
      const delivered = await this.#challenges.send(session, issued, 'challenge.issued', source);
      const rejection = delivered ? undefined : { code: 'factor.undeliverable' as const };
      const facts = { factor, expiresInSeconds: secondsUntil(to, now) };
      return challengeVerdict(session, challenge, facts, source.correlationId, rejection);
    };
    return { to, enter };
  }

  async #newPassword(
    session: Session,
    { source, now }: Moment,
  ): Promise<NextStep | SelfServiceDenialCode> {
    const account = await this.#completion.findAccount(session);
    if (account === undefined) return 'self-service.unknown';
    const { rules } = await newPasswordRules(this.#parts, session, account);
    const to = progress(session, 'new-password', now);
    const seconds = secondsUntil(to, now);
    return {
      to,
      enter: () =>
        Promise.resolve(newPasswordVerdict(session, rules, seconds, source.correlationId)),
    };
  }

  /** The session itself is what the operator has then, for a while. */
  #verified(session: Session, { source, now }: Moment): NextStep {
    const { account } = session;
    if (account === undefined) throw new Error('a name that nobody has proved everything');
    const expiresAt = new Date(now.getTime() + VERIFICATION_MS);
    return {
      to: { stage: 'done', challenge: undefined, expiresAt },
      enter: () => Promise.resolve(doneVerdict(session, account, source.correlationId)),
    };
  }

  #unlock(session: Session, { source, now }: Moment): NextStep {
    return {
      to: progress(session, 'working', now),
      enter: () => this.#completion.unlock(session, source),
    };
  }
}

/** How long an operator may act on having verified a caller. */
export const VERIFICATION_MS = 10 * 60_000;

function progress(session: Session, stage: Progress['stage'], now: Date): Progress {
  return { stage, challenge: undefined, expiresAt: expiryOf(session, now) };
}
