import type {
  EventCategory,
  EventDefinition,
  EventLevel,
  EventWriter,
} from './event-definition.js';
import { PROVIDER_EVENTS, SERVICE_EVENTS } from './events.js';
import type { EventName, ServiceEventName } from './events.js';

/** Our source in the Application event log. */
export const EVENT_SOURCE = 'Gatehouse';

/** Numbers of the categories, which are messages of the same table. */
export const CATEGORIES: Record<EventCategory, number> = {
  service: 1,
  server: 2,
  logon: 3,
  offline: 4,
  'logon-screen': 5,
};

/** Facilities of our own begin at 256 (winerror.h). */
export const FACILITIES: Record<EventWriter, number> = { provider: 0x100, service: 0x101 };

const SEVERITIES: Record<EventLevel, number> = { information: 1, warning: 2, error: 3 };

/** All events, by id. */
export function allEvents(): [EventName, EventDefinition][] {
  const ours = Object.keys(SERVICE_EVENTS) as ServiceEventName[];
  const events: [EventName, EventDefinition][] = [
    ...ours.map((name): [EventName, EventDefinition] => [name, serviceEvent(name)]),
    ...Object.entries(PROVIDER_EVENTS).map(([name, event]): [EventName, EventDefinition] => [
      name as EventName,
      { ...event, writer: 'provider', category: 'logon-screen' },
    ]),
  ];
  return events.sort(([, one], [, other]) => one.id - other.id);
}

export function serviceEvent(name: ServiceEventName): EventDefinition & { writer: 'service' } {
  return { ...SERVICE_EVENTS[name], writer: 'service' };
}

/**
 * What ReportEvent is given and the message table has: severity, facility and id. Event Viewer shows the id alone
 * (learn.microsoft.com/windows/win32/eventlog/event-identifiers).
 */
export function messageIdOf({ id, level, writer }: EventDefinition): number {
  return ((SEVERITIES[level] << 30) | (FACILITIES[writer] << 16) | id) >>> 0;
}
