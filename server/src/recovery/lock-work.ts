/** Nobody waits for the making or opening of a lock: too many do already, or it took too long. */
export class LockWorkOverloadedError extends Error {
  override readonly name = 'LockWorkOverloadedError';
  /** Whether the work had begun: then it has cost what a guess costs. */
  readonly begun: boolean;

  constructor(
    message: string,
    { begun = false, cause }: { begun?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.begun = begun;
  }
}

export interface LockWorkLimits {
  /** How many locks are made or opened at once: each keeps a core and its memory busy. */
  slots: number;
  /** How many more may wait. */
  queueLimit: number;
  /** How long one may take, its wait included. */
  timeoutMs: number;
}

/**
 * Lets a bounded number of locks be made or opened at a time, in order of arrival. Each costs seconds of a core, which a
 * server that grants logons meanwhile does not have without limit.
 */
export class LockWork {
  readonly #limits: LockWorkLimits;
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(limits: LockWorkLimits) {
    this.#limits = limits;
    this.#free = limits.slots;
  }

  /**
   * @param work is told when its time is up
   * @throws LockWorkOverloadedError
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(this.#limits.timeoutMs);
    await this.#enter(signal);
    try {
      return await work(signal);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      throw new LockWorkOverloadedError('a lock took too long', { begun: true, cause: error });
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    if (this.#waiting.size >= this.#limits.queueLimit) {
      throw new LockWorkOverloadedError('too many locks wait');
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(turn);
        reject(new LockWorkOverloadedError('a lock waited for too long'));
      };
      const turn = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      this.#waiting.add(turn);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
