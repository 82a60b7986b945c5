import type { SelfServiceVerdict } from '@gatehouse/protocol';

import { lockEntries } from '../authentication/logon-journal.js';
import { denied, lockReachedBy, strikesLeftOf } from '../authentication/verdicts.js';
import { ApplicationError } from '../errors/application-error.js';
import type { AuthenticatorStep } from '../factors/credential-store.js';
import { LockWorkOverloadedError } from '../recovery/lock-work.js';
import type { Strike } from '../regulation/strikes.js';
import type { Completion } from './completion.js';
import type { NextSteps } from './next-step.js';
import { endAndRefuse, refuse, withDirectory } from './open-session.js';
import type { FoundSession } from './open-session.js';
import type { SelfServiceParts } from './self-service-parts.js';
import type { SelfServiceSource } from './self-service.js';
import type { AdvanceOutcome } from './session-store.js';
import type { StoredSession } from './session.js';

/** A proof that is being looked at, after its strike was taken. */
export interface ProofAttempt {
  source: SelfServiceSource;
  session: StoredSession;
  strike: Strike;
  now: Date;
  proof: 'answers' | 'code';
}

/** What becomes of a proof, whichever kind it is. */
export class Proving {
  readonly #parts: SelfServiceParts;
  readonly #next: NextSteps;
  readonly #completion: Completion;

  constructor(parts: SelfServiceParts, next: NextSteps, completion: Completion) {
    this.#parts = parts;
    this.#next = next;
    this.#completion = completion;
  }

  /**
   * A proof for a session that does not wait for it. Where everything was proven already, and only the unlocking was
   * interrupted, that is done again, and the proof is not looked at.
   */
  async refuseOrResume(
    source: SelfServiceSource,
    { code, session }: Extract<FoundSession, { code: unknown }>,
    now: Date,
  ): Promise<SelfServiceVerdict> {
    const interrupted =
      session?.purpose === 'unlock' && session.stage === 'working' && session.expiresAt > now;
    return interrupted
      ? this.#completion.unlock(session, source)
      : refuse(this.#parts, source, session, code);
  }

  /**
   * Goes on after a right proof, once. Only a logon that is granted clears strikes: here the one that this proof took is
   * given back.
   *
   * @param steps of authenticators, any of which the code used up
   * @param usedUp says what is said when every step was used before
   */
  async accept(
    attempt: ProofAttempt,
    steps: readonly AuthenticatorStep[],
    usedUp?: () => Promise<SelfServiceVerdict>,
  ): Promise<SelfServiceVerdict> {
    const { source, session, strike, now, proof } = attempt;
    const { strikes, journal } = this.#parts;
    const next =
      (await this.giveBackOnError(attempt, () =>
        withDirectory(this.#parts, source, () => this.#next.after(proof, session, attempt)),
      )) ?? 'directory.unavailable';
    if (typeof next === 'string') {
      await strikes.giveBack(strike, now);
      return endAndRefuse(this.#parts, source, session, next);
    }
    const outcome = await this.#advance(attempt, steps, next.to);
    if (outcome === 'used-step' && usedUp !== undefined) return usedUp();
    if (outcome !== 'advanced') {
      // A parallel request was faster. The proof was right: no strike for that.
      await strikes.giveBack(strike, now);
      return refuse(this.#parts, source, session, 'self-service.unknown');
    }
    await journal.record(source, session, [
      { type: 'self-service.proven', outcome: 'success', facts: { detail: this.#detail(attempt) } },
    ]);
    return next.enter();
  }

  /** A wrong proof: its strike stands, and may be the last. */
  async reject(
    attempt: ProofAttempt,
    code: string,
    open: (strikesLeft: number | undefined) => SelfServiceVerdict,
  ): Promise<SelfServiceVerdict> {
    const { source, session, strike } = attempt;
    const { sessions, journal } = this.#parts;
    const lock = lockReachedBy(strike);
    if (lock !== undefined) await sessions.end(session.id, 'denied');
    await journal.record(source, session, [
      {
        type: 'self-service.rejected',
        outcome: 'failure',
        facts: { code, detail: this.#detail(attempt) },
      },
      ...(lock === undefined
        ? []
        : [
            {
              type: 'self-service.denied' as const,
              outcome: 'failure' as const,
              facts: { code: lock.code },
            },
          ]),
      ...lockEntries(strike),
    ]);
    const strikesLeft = strikesLeftOf(strike);
    if (lock === undefined) return open(strikesLeft);
    return denied(lock.code, source.correlationId, {
      ...{ strikesLeft, lockedUntil: lock.until },
    });
  }

  /** Whoever was not looked at has not failed; a look that ran out of time was one. */
  async giveBackOnError<T>({ strike, now }: ProofAttempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!ranOutOfTime(error)) await this.#parts.strikes.giveBack(strike, now);
      throw error;
    }
  }

  async #advance(
    { session, strike, now }: ProofAttempt,
    [first, ...others]: readonly AuthenticatorStep[],
    to: Parameters<SelfServiceParts['sessions']['prove']>[1],
  ): Promise<AdvanceOutcome> {
    const { id, stage, challenge } = session;
    const from = { id, stage, challengeId: challenge?.id };
    const proveWith = (step: AuthenticatorStep | undefined) =>
      this.#parts.sessions.prove(from, to, { strike, step, now });
    let outcome = await proveWith(first);
    for (const step of others) {
      if (outcome !== 'used-step') break;
      outcome = await proveWith(step);
    }
    return outcome;
  }

  #detail({ proof, session }: ProofAttempt): Record<string, string> {
    const { challenge, purpose } = session;
    return { purpose, proof: proof === 'answers' ? 'answers' : (challenge?.method ?? 'code') };
  }
}

function ranOutOfTime(error: unknown): boolean {
  const cause = error instanceof ApplicationError ? error.cause : error;
  return cause instanceof LockWorkOverloadedError && cause.begun;
}
