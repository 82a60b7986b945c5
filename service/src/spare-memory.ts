import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Starting is over, and whoever waited for the pipe has been served. */
const AFTER_START_MS = 1500;

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back, once, what loading the program left behind: an idle process makes no garbage, so V8 would never look for
 * it by itself, and 4 MiB would stay. It takes some 20 ms.
 */
export function spareMemoryAfterStart(): void {
  const timer = setTimeout(() => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as Collector;
    setFlagsFromString('--no-expose-gc');
    // V8's word for "as in the moment before giving up": it alone also shrinks the pages.
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  }, AFTER_START_MS);
  timer.unref();
}
