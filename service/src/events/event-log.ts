import type { EventLevel } from './event-definition.js';

/** An entry as the operating system takes it. */
export interface EventEntry {
  level: EventLevel;
  /** What {@link messageIdOf} says. */
  messageId: number;
  category: number;
  strings: readonly string[];
}

/** Port: where administrators and their collectors look. Never pass secrets. */
export interface EventLog {
  /** Rejects when the entry could not be written. */
  write(entry: EventEntry): Promise<void>;
}

/** Linux: the service's own log is where an administrator looks. */
export const NO_EVENT_LOG: EventLog = { write: () => Promise.resolve() };
