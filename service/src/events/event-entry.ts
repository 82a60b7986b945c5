import { referenceOf } from '@gatehouse/protocol/pipe';

import type { LogFields } from '../logger.js';
import { CATEGORIES, messageIdOf, serviceEvent } from './catalogue.js';
import type { EventEntry } from './event-log.js';
import type { ServiceEventName } from './events.js';

const MAX_STRING = 1000;

/** Makes an entry of what a log line says. */
export function entryOf(
  name: ServiceEventName,
  line: string,
  fields: LogFields & { correlationId: string },
): EventEntry {
  const event = serviceEvent(name);
  const values = event.strings.map((field) => (field === 'event' ? line : fields[field]));
  const { correlationId } = fields;
  return {
    level: event.level,
    messageId: messageIdOf(event),
    category: CATEGORIES[event.category],
    strings: [referenceOf(correlationId), correlationId, ...values].map(insertable),
  };
}

/**
 * One line without what Event Viewer would take for an insertion of its own: it looks for `%1` and `%%1` in what was
 * inserted, too (learn.microsoft.com/windows/win32/api/winbase/nf-winbase-reporteventw).
 */
function insertable(value: string | number | boolean | undefined): string {
  const text = value === undefined || value === '' ? '-' : String(value);
  return text
    .slice(0, MAX_STRING)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/%(?=[\d%])/g, '% ');
}
