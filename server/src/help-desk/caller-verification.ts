import type { SelfServiceId } from '@gatehouse/protocol';

import type { Operator } from '../access/operator.js';
import type { Clock } from '../clock.js';
import { ApplicationError } from '../errors/application-error.js';
import type { SessionStore } from '../self-service/session-store.js';

/** Who is to act, and on whom. */
export interface VerifiedPair {
  operator: Pick<Operator, 'id'>;
  principalId: string;
}

/**
 * What operators have verified of callers: a session with the purpose `verify` that was proven. It belongs to one operator
 * and one person (R29), and ends by itself.
 */
export class CallerVerification {
  readonly #sessions: Pick<SessionStore, 'find'>;
  readonly #clock: Clock;

  constructor(sessions: Pick<SessionStore, 'find'>, clock: Clock) {
    this.#sessions = sessions;
    this.#clock = clock;
  }

  /**
   * Lets pass who has verified this person a short while ago.
   * @throws ApplicationError `verification.required` for anything else: another operator's, another person's, one that is
   *   over or was never proven
   */
  async require(
    verificationId: SelfServiceId | undefined,
    { operator, principalId }: VerifiedPair,
  ): Promise<void> {
    const session = verificationId && (await this.#sessions.find(verificationId));
    const holds =
      session?.door === 'help-desk' &&
      session.purpose === 'verify' &&
      session.stage === 'done' &&
      session.sourceKey === operator.id &&
      session.principalId === principalId &&
      session.expiresAt > this.#clock.now();
    if (!holds) throw new ApplicationError('verification.required');
  }
}
