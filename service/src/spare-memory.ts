import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Starting is over, and whoever waited for the pipe has been served; or nobody left a pipe for so long. */
const QUIET_MS = 1500;

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back what was needed for a while: what loading the program left behind, and logons, or a flood of clients. An idle
 * process makes no garbage, so V8 would never look for it by itself. It takes some 20 ms, when nobody waits.
 */
export class SpareMemory {
  #timer: NodeJS.Timeout | undefined;

  /** Once nothing like what has just happened happens any more for a while. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(collect, QUIET_MS);
    this.#timer.unref();
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const collector = runInNewContext('gc') as Collector;
  setFlagsFromString('--no-expose-gc');
  // V8's word for "as in the moment before giving up": it alone also shrinks the pages.
  collector({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
