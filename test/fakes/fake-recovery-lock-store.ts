import { randomBytes } from 'node:crypto';

import { createLock, openLock, openSealedPassword } from '@gatehouse/protocol/recovery';

import type {
  PutCondition,
  RecoveryLockStore,
  StoredRecoveryLock,
} from '../../server/src/recovery/recovery-lock-store.js';
import type { SealedPassword } from '../../server/src/recovery/sealed-passwords.js';

/** Argon2id at its lowest price: tests that use locks are about something else. */
const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

/** Recovery locks in memory, over those of a database. They are real ones: the answers open them. */
export class FakeRecoveryLockStore implements RecoveryLockStore {
  /** How often a lock was asked for. */
  lookups = 0;
  available = true;
  readonly #locks = new Map<string, StoredRecoveryLock>();
  readonly #real: (() => RecoveryLockStore) | undefined;

  constructor(real?: () => RecoveryLockStore) {
    this.#real = real;
  }

  /** Of a mandatory question and two optional ones, of which one is to be answered. */
  async enroll(
    principalId: string,
    answers: Record<string, string> = ANSWERS,
  ): Promise<StoredRecoveryLock> {
    const [first, ...others] = Object.entries(answers).map(([id, answer]) => ({
      id,
      answer: Buffer.from(answer),
    }));
    const created = await createLock({
      principalId,
      questions: { mandatory: first === undefined ? [] : [first], optional: others },
      threshold: others.length === 0 ? 0 : 1,
      cost: CHEAP,
      random: { bytes: randomBytes },
    });
    const stored = { ...created, principalId, policyDigest: 'digest', enrolledAt: new Date(0) };
    this.#locks.set(principalId, stored);
    return stored;
  }

  async find(principalId: string): Promise<StoredRecoveryLock | undefined> {
    this.lookups += 1;
    if (!this.available) throw new Error('away');
    return this.#locks.get(principalId) ?? this.#real?.().find(principalId);
  }

  put(lock: StoredRecoveryLock, condition: PutCondition): Promise<boolean> {
    if (this.#real === undefined) throw new Error('nothing is enrolled at a logon here');
    return this.#real().put(lock, condition);
  }

  async remove(principalId: string): Promise<boolean> {
    return this.#locks.delete(principalId) || (await this.#real?.().remove(principalId)) === true;
  }
}

export const ANSWERS = {
  'first-concert': 'The Smiths in Leeds',
  'childhood-hero': 'Pippi Langstrumpf',
  'no-such-question': 'an answer to what is asked no more',
};

/** What a person gets back who answers the mandatory question and the first optional one. */
export async function recoverPassword(
  lock: Uint8Array,
  principalId: string,
  { keyId, generation, sealed }: SealedPassword,
): Promise<string> {
  const answers = Object.entries(ANSWERS)
    .slice(0, 2)
    .map(([id, answer]) => ({ id, answer: Buffer.from(answer) }));
  const { privateKey } = await openLock(lock, { expectedPrincipalId: principalId, answers });
  const recipient = { principalId, keyId, generation: BigInt(generation), privateKey };
  return Buffer.from(await openSealedPassword(recipient, sealed)).toString('utf8');
}
