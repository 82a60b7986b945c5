import type { RecoveryCodesAnswer, SelfCareAnswer } from '@gatehouse/protocol';

import { areRecoveryCodesTaken } from '../authentication/doors.js';
import { ApplicationError } from '../errors/application-error.js';
import { makeRecoveryCodes } from '../factors/recovery-codes.js';
import { denial } from './care-answers.js';
import type { CareParts } from './care-parts.js';
import { Caring } from './caring.js';
import type { Caller } from './caring.js';

/** Sets that one person may make: each takes the place of the one before. */
const MAKING = { limit: 10, windowMinutes: 60 };

/** One's own recovery codes, which come and go as a set. */
export class OwnRecoveryCodeSet {
  readonly #parts: CareParts;

  constructor(parts: CareParts) {
    this.#parts = parts;
  }

  /**
   * Makes a new set in the place of the one before, and says its codes, once. Whoever found one code does not make ten of it:
   * that is denied, rather than a proof asked for, which another of the codes would be.
   * @throws ApplicationError `session.proof-required`, `session.required`, `rate.limited`
   */
  async make(caller: Caller, language: string | undefined): Promise<RecoveryCodesAnswer> {
    const { correlationId } = caller.context;
    const { store, keyring, random } = this.#parts;
    const caring = await Caring.of(this.#parts, caller);
    if (!areRecoveryCodesTaken(caring.settings)) return denial('policy.denied', correlationId);
    await caring.requireProof();
    if (!caring.isProvenByFactor) return denial('factor.proof-required', correlationId);
    await caring.take('self-care.recovery-codes', MAKING);
    const { principalId } = caller.person;
    const { codes, kept } = makeRecoveryCodes({ keyring, random }, principalId);
    // Ended since it was looked at: by a reset, whose work this would undo.
    if (!(await store.replaceRecoveryCodes(caller.person, kept, caring.now))) {
      throw new ApplicationError('session.required');
    }
    await caring.record('recovery-codes.made', 'success', { detail: { codes: codes.length } });
    caring.notify('recovery-codes-made', language);
    return { outcome: 'made', codes, createdAt: caring.now.toISOString(), correlationId };
  }

  /** @throws ApplicationError `session.proof-required`, `factor.unknown` when there is no set */
  async remove(caller: Caller): Promise<SelfCareAnswer> {
    const { correlationId } = caller.context;
    const { principalId } = caller.person;
    const caring = await Caring.of(this.#parts, caller);
    await caring.requireProof();
    const left = await this.#parts.credentials.removeRecoveryCodes(principalId);
    if (left === undefined) throw new ApplicationError('factor.unknown');
    // As with any factor: whoever proved it may be signed in elsewhere.
    const { sessionId: except } = caller.person;
    await this.#parts.sessions.end({ principalId, except }, 'factors', caller.context);
    await caring.record('recovery-codes.removed', 'success', { detail: { left } });
    caring.notify('factor-removed', undefined, 'recovery-code');
    return { outcome: 'done', correlationId };
  }
}
