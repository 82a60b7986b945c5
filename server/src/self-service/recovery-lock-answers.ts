import { parseLock } from '@gatehouse/protocol/recovery';

import type { RecoveryLocks } from '../recovery/recovery-locks.js';
import type { Answers, AnswersAttempt, AnswersLock } from './answers.js';

/** Answers that are in recovery locks. */
export class RecoveryLockAnswers implements Answers {
  readonly #locks: RecoveryLocks;

  constructor(locks: RecoveryLocks) {
    this.#locks = locks;
  }

  async find(principalId: string): Promise<AnswersLock | undefined> {
    const stored = await this.#locks.find(principalId);
    if (stored === undefined) return undefined;
    const { mandatory, optional, threshold } = parseLock(stored.lock).header;
    const { keyId, publicKey } = stored;
    return { mandatory, optional, threshold, keyId, publicKey };
  }

  async open({ owner, answers, origin }: AnswersAttempt): Promise<'right' | 'wrong' | 'none'> {
    if ((await this.#locks.find(owner.principalId)) === undefined) return 'none';
    const opened = await this.#locks.open(owner, answers, origin);
    // That it opens is all that is asked here: nobody wants the key.
    opened?.privateKey.fill(0);
    return opened === undefined ? 'wrong' : 'right';
  }
}
