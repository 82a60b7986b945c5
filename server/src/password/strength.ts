import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** How hard a password is to guess. */
export interface Strength {
  /** zxcvbn's: 0 is guessed at once, 4 holds against a stolen hash. */
  score: number;
  /** What would make it stronger, in words. */
  hints: string[];
}

/** `src/password` and `dist/password` are equally deep. */
const WORKER = fileURLToPath(new URL('../../src/password/strength-worker.mjs', import.meta.url));

/** Estimates that may be waited for at once, and for how long in milliseconds, loading included. */
const MAX_WAITING = 64;
const TIMEOUT_MS = 10_000;

interface Answer extends Strength {
  id: number;
}

/** A thread of its own: in the main one, loading dictionaries would make calls to the directory run out of time. */
class StrengthMeter {
  readonly #waiting = new Map<number, (strength: Strength | undefined) => void>();
  #worker: Worker | undefined;
  #asked = 0;

  /** Begins to load what an estimate needs, unless it is there. */
  prepare(): void {
    this.#worker ??= this.#start();
  }

  async estimate(question: {
    text: string;
    words: readonly string[];
    language: 'en' | 'de';
  }): Promise<Strength | undefined> {
    if (this.#waiting.size >= MAX_WAITING) return undefined;
    const id = this.#asked++;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        this.#waiting.set(id, resolve);
        timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
        this.#worker ??= this.#start();
        this.#worker.postMessage({ id, ...question });
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** It keeps no process alive. Should it end, whoever waits is let go, and the next question starts another one. */
  #start(): Worker {
    const worker = new Worker(WORKER);
    worker.on('message', ({ id, score, hints }: Answer) =>
      this.#waiting.get(id)?.({ score, hints }),
    );
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const letGo of this.#waiting.values()) letGo(undefined);
    });
    // After the listeners: each of them would hold the process again.
    worker.unref();
    return worker;
  }
}

const meter = new StrengthMeter();

/** For who will have a password estimated soon: loading takes a second, and more on a busy machine. */
export function prepareStrength(): void {
  meter.prepare();
}

/**
 * Estimates a password with zxcvbn, in a thread that all of a process share.
 *
 * @param words that attackers try first for this person: names, the company
 * @returns undefined when it could not be done in time
 */
export function strengthOf(
  text: string,
  words: readonly string[],
  language: string | undefined,
): Promise<Strength | undefined> {
  const spoken = language?.toLowerCase().startsWith('de') === true ? 'de' : 'en';
  return meter.estimate({ text, words, language: spoken });
}
