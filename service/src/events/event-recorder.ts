import type { LogFields, Logger } from '../logger.js';
import { codeOf, detailOf } from '../logger.js';
import type { LogSource } from './event-definition.js';
import { entryOf } from './event-entry.js';
import type { EventEntry, EventLog } from './event-log.js';
import { SERVICE_EVENTS } from './events.js';
import type { ServiceEventName } from './events.js';

/** As many entries of one id as are written within a window. */
export const MAX_PER_WINDOW = 200;
export const WINDOW_MS = 600_000;

/** More than this many wait for a slow event log; what comes then is in the service log alone. */
const MAX_WAITING = 500;

export interface EventRecorderParameters {
  log: EventLog;
  /** Takes every line, as it would without us. */
  next: Logger;
  /** The id of lines that belong to no logon. */
  correlationId: string;
  /** Milliseconds that only go forward. */
  elapsed?: () => number;
}

interface Window {
  since: number;
  written: number;
  leftOut: number;
}

/** A log whose lines become entries of the operating system's event log where `SERVICE_EVENTS` says so. */
export class EventRecorder implements Logger {
  readonly #parameters: EventRecorderParameters;
  readonly #elapsed: () => number;
  readonly #rules: readonly { name: ServiceEventName; from: LogSource }[];
  readonly #windows = new Map<ServiceEventName, Window>();
  /** Reasons that were written already, by event. */
  readonly #lasting = new Map<ServiceEventName, Set<string>>();
  #waiting = 0;
  #writing: Promise<void> = Promise.resolve();
  #isRefused = false;

  constructor(parameters: EventRecorderParameters) {
    this.#parameters = parameters;
    this.#elapsed = parameters.elapsed ?? (() => performance.now());
    this.#rules = Object.entries(SERVICE_EVENTS).map(([name, { from }]) => ({
      name: name as ServiceEventName,
      from,
    }));
  }

  error(event: string, fields?: LogFields): void {
    this.#parameters.next.error(event, fields);
    this.#record(event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#parameters.next.warn(event, fields);
    this.#record(event, fields);
  }

  info(event: string, fields?: LogFields): void {
    this.#parameters.next.info(event, fields);
    this.#record(event, fields);
  }

  debug(event: string, fields?: LogFields): void {
    this.#parameters.next.debug(event, fields);
    this.#record(event, fields);
  }

  /** Ends when what waits is written. */
  async flush(): Promise<void> {
    for (const [name, window] of this.#windows) this.#sayLeftOut(name, window);
    await this.#writing;
  }

  #record(line: string, given: LogFields = {}): void {
    const correlationId = given.correlationId ?? this.#parameters.correlationId;
    const fields = { ...given, correlationId };
    for (const { name, from } of this.#rules) {
      if (from.until === line) this.#lasting.delete(name);
      if (!isOf(from, line, fields) || this.#isKnown(name, from, fields)) continue;
      if (this.#hasRoom(name)) this.#write(entryOf(name, line, fields));
    }
  }

  #isKnown(name: ServiceEventName, { until }: LogSource, { reason = '' }: LogFields): boolean {
    if (until === undefined) return false;
    const reasons = this.#lasting.get(name) ?? new Set();
    this.#lasting.set(name, reasons);
    // Reasons are codes, a few dozen at most.
    if (reasons.has(reason) || reasons.size >= 50) return true;
    reasons.add(reason);
    return false;
  }

  #hasRoom(name: ServiceEventName): boolean {
    const now = this.#elapsed();
    let window = this.#windows.get(name);
    if (window === undefined || now - window.since >= WINDOW_MS) {
      if (window !== undefined) this.#sayLeftOut(name, window);
      window = { since: now, written: 0, leftOut: 0 };
      this.#windows.set(name, window);
    }
    if (window.written >= MAX_PER_WINDOW) {
      window.leftOut += 1;
      return false;
    }
    window.written += 1;
    return true;
  }

  #sayLeftOut(name: ServiceEventName, window: Window): void {
    if (window.leftOut === 0) return;
    const { correlationId } = this.#parameters;
    const code = String(SERVICE_EVENTS[name].id);
    const outcome = String(window.leftOut);
    window.leftOut = 0;
    this.#write(entryOf('leftOut', '', { correlationId, code, outcome }));
  }

  #write(entry: EventEntry): void {
    if (this.#waiting >= MAX_WAITING) return;
    this.#waiting += 1;
    const { log } = this.#parameters;
    this.#writing = this.#writing
      .then(async () => log.write(entry))
      .then(
        () => {
          this.#isRefused = false;
        },
        (error: unknown) => this.#refused(error),
      )
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Said once, and of no entry: the log of the service goes on. */
  #refused(error: unknown): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    const fields = { reason: codeOf(error), detail: detailOf(error) };
    this.#parameters.next.warn('event-log.refused', fields);
  }
}

function isOf({ lines, where, except }: LogSource, line: string, fields: LogFields): boolean {
  if (!lines.includes(line)) return false;
  const fits = ([field, values]: [string, readonly string[]]) =>
    values.includes(fields[field as 'code' | 'reason' | 'outcome'] ?? '');
  return Object.entries(where ?? {}).every(fits) && !Object.entries(except ?? {}).some(fits);
}
