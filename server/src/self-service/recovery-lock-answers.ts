import { isEnough, normaliseAnswer, parseLock } from '@gatehouse/protocol/recovery';
import type { Answer } from '@gatehouse/protocol/recovery';

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
    const stored = await this.#locks.find(owner.principalId);
    if (stored === undefined) return 'none';
    const { header } = parseLock(stored.lock);
    // Of others than its own questions, perhaps: that costs nothing here, and must not show.
    if (!isEnough(header, answeredIds(answers))) return 'none';
    const opened = await this.#locks.open(owner, answers, origin);
    // That it opens is all that is asked here: nobody wants the key.
    opened?.privateKey.fill(0);
    return opened === undefined ? 'wrong' : 'right';
  }
}

/** The questions whose answers are not blank. */
function answeredIds(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ id, answer }) => {
    const normal = normaliseAnswer(answer);
    const isBlank = normal.length === 0;
    normal.fill(0);
    return isBlank ? [] : [id];
  });
}
