import type { EventCategory } from './event-definition.js';
import type { EventName } from './events.js';

/** What an entry says: what happened, with `%3` and on where they belong, and what to do next. */
export interface EventText {
  what: string;
  next: string;
}

/**
 * The texts of a language. Exclamation marks after a number would be formats (FormatMessage), so there are none.
 */
export interface EventTexts {
  /** As in the Windows language identifiers (MS-LCID). */
  languageId: number;
  /** The name that the message compiler and the reference document use. */
  language: string;
  /** With `%1` and `%2`; at the end of every entry of the service. */
  reference: string;
  categories: Record<EventCategory, string>;
  events: Record<EventName, EventText>;
}
