import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';

/** Something to do again and again. */
export interface Chore {
  name: string;
  everyMs: number;
  /** When it is done for the first time; after `everyMs` when absent. */
  firstAfterMs?: number;
  run: () => Promise<void>;
}

/** Runs chores beside the requests, each one after its own last run. A failure is logged and tried again next time. */
export function startUpkeep(chores: Chore[], logger: Logger): AsyncDisposable {
  const running = new Set<Promise<void>>();
  const stops = chores.map((chore) => {
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
    const begin = () => {
      const turn = run().finally(() => running.delete(turn));
      running.add(turn);
    };
    const timer = setInterval(begin, chore.everyMs).unref();
    const { firstAfterMs } = chore;
    const first = firstAfterMs === undefined ? undefined : setTimeout(begin, firstAfterMs).unref();
    return () => {
      clearInterval(timer);
      clearTimeout(first);
    };
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop();
      await Promise.all(running);
    },
  };
}
