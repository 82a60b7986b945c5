import { CATEGORIES, FACILITIES, allEvents } from './catalogue.js';
import type { EventCategory } from './event-definition.js';
import { messageOf } from './event-message.js';
import type { EventTexts } from './event-texts.js';
import { GERMAN_EVENTS } from './texts-de.js';
import { ENGLISH_EVENTS } from './texts-en.js';
import { CHINESE_EVENTS } from './texts-zh.js';

/** The languages of the message table; Windows falls back to English. */
export const EVENT_LANGUAGES: readonly EventTexts[] = [
  ENGLISH_EVENTS,
  GERMAN_EVENTS,
  CHINESE_EVENTS,
];

const SEVERITIES = { information: 'Informational', warning: 'Warning', error: 'Error' } as const;

/**
 * The source of the message table, for a message compiler that reads UTF-8
 * (learn.microsoft.com/windows/win32/eventlog/message-text-files).
 */
export function renderMessageTable(): string {
  const languages = EVENT_LANGUAGES.map(
    ({ language, languageId }) => `${language}=0x${languageId.toString(16)}:${language}`,
  );
  const facilities = Object.entries(FACILITIES).map(
    ([writer, number]) => `${capital(writer)}=0x${number.toString(16)}`,
  );
  const categories = Object.entries(CATEGORIES).map(([category, number]) =>
    entry({ number, severity: 'Success', facility: 'Categories' }, ({ categories }) => {
      return categories[category as EventCategory];
    }),
  );
  const events = allEvents().map(([name, event]) =>
    entry(
      { number: event.id, severity: SEVERITIES[event.level], facility: capital(event.writer) },
      (texts) => messageOf(name, event, texts),
    ),
  );
  return [
    '; // Generated from service/src/events by npm run docs. UTF-8.',
    'MessageIdTypedef=DWORD',
    'SeverityNames=(Success=0x0 Informational=0x1 Warning=0x2 Error=0x3)',
    `FacilityNames=(Categories=0x0 ${facilities.join(' ')})`,
    `LanguageNames=(${languages.join(' ')})`,
    '',
    ...categories,
    ...events,
    '',
  ].join('\n');
}

function entry(
  { number, severity, facility }: { number: number; severity: string; facility: string },
  textOf: (texts: EventTexts) => string,
): string {
  return [
    `MessageId=${number}`,
    `Severity=${severity}`,
    `Facility=${facility}`,
    ...EVENT_LANGUAGES.flatMap((texts) => [`Language=${texts.language}`, textOf(texts), '.']),
    '',
  ].join('\n');
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
