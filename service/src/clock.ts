/** Time as an argument, so that tests can move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Time that passes, whatever the clock is set to meanwhile: for how long ago something was, within one run of the service. */
export interface Stopwatch {
  /** Milliseconds since a moment that stays the same. Never less than before. */
  elapsedMs(): number;
}

export const systemStopwatch: Stopwatch = { elapsedMs: () => performance.now() };
