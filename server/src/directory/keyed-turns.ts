import type { Deadline } from './deadline.js';
import { Turnstile } from './turnstile.js';

/** Lets calls of one key in one after the other; those of different keys do not wait for one another. */
export class KeyedTurns {
  readonly #queueLimit: number;
  /** Only keys that somebody uses right now. */
  readonly #turns = new Map<string, { turnstile: Turnstile; users: number }>();

  constructor(queueLimit: number) {
    this.#queueLimit = queueLimit;
  }

  /** @throws OverloadedError when too many wait for the key, or time is up before its turn */
  async run<T>(key: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.get(key) ?? {
      turnstile: new Turnstile(1, this.#queueLimit),
      users: 0,
    };
    this.#turns.set(key, turn);
    turn.users += 1;
    try {
      return await turn.turnstile.run(deadline, work);
    } finally {
      turn.users -= 1;
      if (turn.users === 0) this.#turns.delete(key);
    }
  }
}
