import type { LogFields, Logger } from './logger.js';

type Level = keyof Logger;

export interface LogBounds {
  /** Lines of one kind in a window. A kind is an event with its reason; both are of closed sets. */
  lines: number;
  /** In milliseconds, from the first line on. */
  windowMs: number;
}

const BOUNDS: LogBounds = { lines: 60, windowMs: 60_000 };

interface Window {
  written: number;
  left: number;
  level: Level;
  timer: NodeJS.Timeout;
}

/**
 * A log for what others can cause at will: so many lines of a kind are written, the rest is counted, and `log.left-out` says
 * how many there were when the window is over. What happened before a flood is then still in the files.
 */
export class BoundedLogger implements Logger {
  readonly #logger: Logger;
  readonly #bounds: LogBounds;
  readonly #windows = new Map<string, Window>();

  constructor(logger: Logger, bounds: LogBounds = BOUNDS) {
    this.#logger = logger;
    this.#bounds = bounds;
  }

  error(event: string, fields?: LogFields): void {
    this.#write('error', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#write('warn', event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#write('info', event, fields);
  }

  debug(event: string, fields?: LogFields): void {
    this.#write('debug', event, fields);
  }

  /** Says at once what was left out so far. */
  flush(): void {
    for (const kind of [...this.#windows.keys()]) this.#end(kind);
  }

  #write(level: Level, event: string, fields: LogFields = {}): void {
    const kind = JSON.stringify([event, fields.reason]);
    const window = this.#windows.get(kind) ?? this.#begin(kind, level);
    if (window.written < this.#bounds.lines) {
      window.written++;
      this.#logger[level](event, fields);
    } else {
      window.left++;
    }
  }

  #begin(kind: string, level: Level): Window {
    const timer = setTimeout(() => this.#end(kind), this.#bounds.windowMs);
    timer.unref();
    const window = { written: 0, left: 0, level, timer };
    this.#windows.set(kind, window);
    return window;
  }

  #end(kind: string): void {
    const window = this.#windows.get(kind);
    this.#windows.delete(kind);
    clearTimeout(window?.timer);
    if (window === undefined || window.left === 0) return;
    const [event, reason] = JSON.parse(kind) as [string, string | null];
    const { level, left } = window;
    this.#logger[level]('log.left-out', { code: event, reason: reason ?? undefined, count: left });
  }
}
