import type { CorrelationId, Kit, Question } from '@gatehouse/protocol';

import { missingOf } from './kit-store.js';
import type { OfflineSubject, RecoveryRefusal, RecoveryStart } from './offline-authority.js';
import type { OfflineParts } from './offline-parts.js';
import type { KitRecovery } from './recovery-locks.js';
import { Turns } from './turns.js';

/** A kit that holds what recovery needs. */
export type RecoverableKit = Kit & { recovery: KitRecovery };

/** What a set of answers came to. */
export type AnswersCheck =
  | { outcome: 'opened'; kit: RecoverableKit; password: Uint8Array; generation: string }
  | { outcome: 'wrong'; attemptsLeft: number | undefined }
  | { outcome: 'refused'; reason: RecoveryRefusal };

const MAX_OPEN = 64;

/** Recoveries in progress, and the count of their attempts. */
export class OfflineRecoveries {
  readonly #parts: OfflineParts;
  /** Principals by recovery, oldest first. */
  readonly #open = new Map<string, string>();
  /** One set of answers at a time: each costs as much memory as it may. */
  readonly #turns = new Turns();

  constructor(parts: OfflineParts) {
    this.#parts = parts;
  }

  /** Looks at memory alone. */
  canBegin(subject: OfflineSubject): boolean {
    const { store } = this.#parts;
    const entry = store.find(subject);
    // Whose cannot be read now may be there: asking leads to a screen that says so, or to the questions.
    if (entry === undefined && store.hasUnread) return true;
    // A kit that was destroyed leads to a screen that says so.
    if (entry?.state.gone?.why === 'destroyed') return true;
    return entry?.kit !== undefined && this.#isRecoverable(entry.kit);
  }

  async begin(subject: OfflineSubject, correlationId: CorrelationId): Promise<RecoveryStart> {
    const { store, locks, random } = this.#parts;
    await store.readUnread(correlationId);
    const principalId = store.find(subject)?.state.principalId;
    if (principalId === undefined) return refused(store.hasUnread ? 'unavailable' : 'no-kit');
    const found = await this.#find(principalId, correlationId);
    if ('reason' in found) return found;
    const { kit } = found;
    const facts = await locks.describe(kit.recovery.lock);
    if (facts === undefined) {
      store.destroy(principalId, 'broken', correlationId);
      return refused('tampered');
    }
    const recoveryId = Buffer.from(random.bytes(16)).toString('hex');
    for (const old of [...this.#open.keys()].slice(0, -MAX_OPEN + 1)) this.#open.delete(old);
    this.#open.set(recoveryId, principalId);
    const questionsOf = (ids: readonly string[]): Question[] =>
      kit.recovery.questions.filter(({ id }) => ids.includes(id));
    return {
      outcome: 'questions',
      recoveryId,
      mandatory: questionsOf(facts.mandatory),
      optional: questionsOf(facts.optional),
      threshold: facts.threshold,
      attemptsLeft: attemptsLeft(kit, store.entryOf(principalId)?.state.attempts ?? 0),
    };
  }

  /** Counts the attempt, safe from a power cut, and only then looks at the answers (R31, R35). */
  async check(
    recoveryId: string,
    answers: readonly { id: string; answer: string }[],
    correlationId: CorrelationId,
  ): Promise<AnswersCheck> {
    return this.#turns.take(async () => this.#check(recoveryId, answers, correlationId));
  }

  end(recoveryId: string): void {
    this.#open.delete(recoveryId);
  }

  async #check(
    recoveryId: string,
    answers: readonly { id: string; answer: string }[],
    correlationId: CorrelationId,
  ): Promise<AnswersCheck> {
    const { store, locks, events } = this.#parts;
    const principalId = this.#open.get(recoveryId);
    if (principalId === undefined) return refused('no-kit');
    const found = await this.#find(principalId, correlationId);
    if ('reason' in found) return this.#close(recoveryId, found);
    const { kit } = found;
    const { attempts, accepted } = store.change(principalId, (state) => ({
      attempts: state.attempts + 1,
    }));
    const opening = await locks.open(kit.recovery, { principalId, answers, prefer: accepted });
    // A set that was looked at meanwhile, or the server, may have ended the kit.
    const entry = store.entryOf(principalId);
    if (entry?.kit === undefined) {
      if (opening.outcome === 'opened') opening.password.fill(0);
      const gone = entry?.state.gone;
      return this.#close(recoveryId, refused(gone === undefined ? 'no-kit' : missingOf(gone)));
    }
    switch (opening.outcome) {
      case 'opened': {
        store.change(principalId, () => ({ attempts: 0 }));
        events.record({ type: 'recovery.opened', principalId, correlationId });
        const { password, generation } = opening;
        return this.#close(recoveryId, { outcome: 'opened', kit, password, generation });
      }
      case 'broken':
        store.destroy(principalId, 'broken', correlationId);
        return this.#close(recoveryId, refused('tampered'));
      case 'wrong-answers': {
        events.record({ type: 'recovery.failed', principalId, correlationId });
        const left = attemptsLeft(kit, attempts);
        if (left !== 0) return { outcome: 'wrong', attemptsLeft: left };
        store.destroy(principalId, 'recovery-attempts', correlationId);
        return this.#close(recoveryId, refused('destroyed'));
      }
    }
  }

  /** The kit, if recovery is possible with it now. One whose attempts are used up is destroyed here at the latest. */
  async #find(
    principalId: string,
    correlationId: CorrelationId,
  ): Promise<{ kit: RecoverableKit } | { outcome: 'refused'; reason: RecoveryRefusal }> {
    const { store, time, passwords } = this.#parts;
    if (time.now() === undefined) return refused('clock');
    const found = await store.load(principalId, correlationId);
    if ('missing' in found) return refused(found.missing);
    const { kit, state } = found;
    if (!this.#isRecoverable(kit)) return refused('no-kit');
    if (!passwords.keepsLogonsOf(kit.account.netbiosDomain)) return refused('no-cached-logon');
    if (attemptsLeft(kit, state.attempts) !== 0) return { kit };
    store.destroy(principalId, 'recovery-attempts', correlationId);
    return refused('destroyed');
  }

  /** Where a second factor must follow, its seed must be here: else the recovery would end in front of the door. */
  #isRecoverable(kit: Kit): kit is RecoverableKit {
    if (kit.recovery === undefined || kit.logon.offline === 'deny') return false;
    if (!kit.recovery.secondFactor) return true;
    if (kit.authenticator === undefined) return false;
    return (this.#parts.store.entryOf(kit.principalId)?.state.seeds.length ?? 0) > 0;
  }

  #close<T>(recoveryId: string, outcome: T): T {
    this.end(recoveryId);
    return outcome;
  }
}

/** Undefined where the policy never destroys a kit. */
function attemptsLeft({ recovery }: RecoverableKit, attempts: number): number | undefined {
  return recovery.attempts === 0 ? undefined : Math.max(0, recovery.attempts - attempts);
}

function refused(reason: RecoveryRefusal): { outcome: 'refused'; reason: RecoveryRefusal } {
  return { outcome: 'refused', reason };
}
