import type { SelfServiceId, SelfServiceVerdict } from '@gatehouse/protocol';
import type { Answer } from '@gatehouse/protocol/recovery';

import { Pace } from '../directory/pace.js';
import { endAndRefuse, findSession } from './open-session.js';
import type { Proving } from './proving.js';
import { strikeKeyOf } from './self-service-door.js';
import { originOf } from './self-service-journal.js';
import type { SelfServiceParts } from './self-service-parts.js';
import { questionsVerdict, secondsUntil } from './self-service-verdicts.js';
import type { SelfServiceSource } from './self-service.js';
import type { Session } from './session.js';

/** Opening a lock takes seconds where many answers are given; nobody is held up for longer than this. */
const MOST_PACE_MS = 15_000;

/** Looks at answers, as a whole. */
export class AnswerQuestions {
  readonly #parts: SelfServiceParts;
  readonly #proving: Proving;
  /** How long wrong answers take, by how many were given. */
  readonly #paces = new Map<number, Pace>();

  constructor(parts: SelfServiceParts, proving: Proving) {
    this.#parts = parts;
    this.#proving = proving;
  }

  async run(request: {
    source: SelfServiceSource;
    sessionId: SelfServiceId;
    answers: readonly Answer[];
  }): Promise<SelfServiceVerdict> {
    const { source, answers } = request;
    const now = this.#parts.clock.now();
    const found = await findSession(this.#parts, request, 'questions', now);
    if ('code' in found) return this.#proving.refuseOrResume(source, found, now);
    const { session } = found;
    const { lockout } = session.settings;
    // The strike comes before the proof (R35).
    const strike = await this.#parts.strikes.take(
      strikeKeyOf(source, session.principalId),
      lockout,
      now,
    );
    if ('code' in strike) {
      return endAndRefuse(this.#parts, source, session, strike.code, strike.until);
    }
    const attempt = { source, session, strike, now, proof: 'answers' as const };
    const right = await this.#proving.giveBackOnError(attempt, () =>
      this.#open(session, answers, source),
    );
    if (right) return this.#proving.accept(attempt, []);
    return this.#proving.reject(attempt, 'answers.wrong', (strikesLeft) =>
      questionsVerdict(session, secondsUntil(session, now), source.correlationId, {
        ...{ code: 'answers.wrong', strikesLeft },
      }),
    );
  }

  /** Right answers of somebody who cannot get through are wrong as well. */
  async #open(
    { principalId, principalName = '', account }: Session,
    answers: readonly Answer[],
    source: SelfServiceSource,
  ): Promise<boolean> {
    const pace = this.#paceOf(answers.length);
    const begun = performance.now();
    const outcome = await this.#parts.answers.open({
      owner: { principalId, principalName },
      ...{ answers, origin: originOf(source) },
    });
    if (outcome === 'wrong') pace.record(performance.now() - begun);
    if (outcome === 'none') await pace.keep(begun, MOST_PACE_MS);
    return outcome === 'right' && account !== undefined;
  }

  #paceOf(count: number): Pace {
    const pace = this.#paces.get(count) ?? new Pace();
    this.#paces.set(count, pace);
    return pace;
  }
}
