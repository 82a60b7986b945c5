import type { EventDefinition } from './event-definition.js';
import type { EventTexts } from './event-texts.js';
import type { EventName } from './events.js';

/** A message as the message table has it: `%1` are insertion strings, `%n` is a new line (FormatMessage). */
export function messageOf(name: EventName, event: EventDefinition, texts: EventTexts): string {
  const { what, next } = texts.events[name];
  const parts = event.writer === 'service' ? [what, next, texts.reference] : [what, next];
  return parts.join('%n%n');
}

/** The text that a reader of the event log sees. */
export function insertStrings(message: string, strings: readonly string[]): string {
  return message.replaceAll(/%(n|\d+)/g, (_, what: string) =>
    what === 'n' ? '\r\n' : (strings[Number(what) - 1] ?? ''),
  );
}
