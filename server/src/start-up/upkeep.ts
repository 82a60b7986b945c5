import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';

/** Something to do again and again. */
export interface Chore {
  name: string;
  everyMs: number;
  run: () => Promise<void>;
}

/** Runs chores beside the requests, each one after its own last run. A failure is logged and tried again next time. */
export function startUpkeep(chores: Chore[], logger: Logger): AsyncDisposable {
  const running = new Set<Promise<void>>();
  const timers = chores.map((chore) => {
    let busy = false;
    const run = async () => {
      if (busy) return;
      busy = true;
      try {
        await chore.run();
      } catch (error) {
        logger.warn('upkeep failed', { chore: chore.name, ...describeError(error) });
      } finally {
        busy = false;
      }
    };
    const timer = setInterval(() => {
      const turn = run().finally(() => running.delete(turn));
      running.add(turn);
    }, chore.everyMs);
    timer.unref();
    return timer;
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running);
    },
  };
}
