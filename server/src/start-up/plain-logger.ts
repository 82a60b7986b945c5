import type { CoreLogger } from '../core-logger.js';
import type { Logger } from '../logger.js';

/** The logger of the parts that know nothing of log lines. */
export function createPlainLogger(logger: Logger): CoreLogger {
  return {
    warn: (message, facts) => {
      logger.warn(message, onlyPlain(facts));
    },
  };
}

/** What of a part's facts fits on a log line. */
function onlyPlain(facts: Record<string, unknown>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, value]]
        : [],
    ),
  );
}
