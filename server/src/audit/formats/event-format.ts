import type { PlacedEvent } from '../audit-trail.js';
import { toCefMessage } from './cef-message.js';
import { syslogHeader, toSyslogMessage } from './syslog-message.js';

/** How events leave the server: `cef` is without, `cef-syslog` with the header of a syslog message. */
export type EventFormat = 'json' | 'syslog' | 'cef' | 'cef-syslog';

export interface FormatOptions {
  /** Private enterprise number of the structured data. */
  enterprise: string;
  /** This program's version. */
  version: string;
}

/** One event as one line, without its end. */
export function formatEvent(
  event: PlacedEvent,
  format: EventFormat,
  { enterprise, version }: FormatOptions,
): string {
  switch (format) {
    case 'json':
      // JSON escapes control characters; the two other line ends of JavaScript are left to the reader.
      return JSON.stringify(event);
    case 'syslog':
      return toSyslogMessage(event, enterprise);
    case 'cef':
      return toCefMessage(event, version);
    case 'cef-syslog':
      return `${syslogHeader(event)} - ${toCefMessage(event, version)}`;
  }
}
