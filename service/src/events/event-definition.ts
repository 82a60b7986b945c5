import type { LogFields } from '../logger.js';

/** What Event Viewer shows as the level of an entry. */
export type EventLevel = 'error' | 'warning' | 'information';

/** What Event Viewer shows as the task category. */
export type EventCategory = 'service' | 'server' | 'logon' | 'offline' | 'logon-screen';

/** Which of our programs writes it: the facility of its message id. */
export type EventWriter = 'provider' | 'service';

/** What stands for an insertion string: a field of the log line, or the line's own name. */
export type LogString = keyof LogFields | 'event';

/** The log lines that an entry is made of. */
export interface LogSource {
  /** The stable names of lines, as in `authority.unreachable`. */
  lines: readonly string[];
  /** Only those with one of these values. */
  where?: Partial<Record<'code' | 'reason' | 'outcome', readonly string[]>>;
  /** Not those with one of these. */
  except?: Partial<Record<'code' | 'reason' | 'outcome', readonly string[]>>;
  /** Written once for each `reason`, until this line says that it is over. */
  until?: string;
}

interface Definition {
  /** Stable, because administrators filter by it, and never used again for anything else. */
  id: number;
  level: EventLevel;
  category: EventCategory;
}

/** An entry that the service writes: each line of its log that `from` describes becomes one. */
export interface ServiceEventDefinition extends Definition {
  writer: 'service';
  from: LogSource;
  /** `%3` and on; `%1` is the reference that a person at the tile reads out, `%2` the correlation id. */
  strings: readonly LogString[];
}

/** An entry that the credential provider's DLL writes, because the service may not be there. */
export interface ProviderEventDefinition extends Definition {
  writer: 'provider';
  /** What `%1` and on are; the reference document says it. */
  strings: readonly string[];
}

export type EventDefinition = ServiceEventDefinition | ProviderEventDefinition;
