import { CATEGORIES, EVENT_SOURCE, allEvents, messageIdOf } from './catalogue.js';

/** Bits of wType (ReportEvent). */
const TYPES = { error: 'ERROR', warning: 'WARNING', information: 'INFORMATION' } as const;

/** The header by which the credential provider names its entries. */
export function renderNativeEvents(): string {
  const events = allEvents().filter(([, { writer }]) => writer === 'provider');
  const number = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;
  return [
    '// Generated from service/src/events by npm run docs.',
    '#pragma once',
    '',
    '#include "win/win32.h"',
    '',
    'namespace gatehouse {',
    '',
    '// An entry of the event log: its message id in the message table, its type and its category.',
    'struct ProviderEvent {',
    '  DWORD message;',
    '  WORD type;',
    '  WORD category;',
    '};',
    '',
    `inline constexpr wchar_t kEventSource[] = L"${EVENT_SOURCE}";`,
    ...events.flatMap(([name, event]) => [
      '',
      `// Id ${event.id}.`,
      `inline constexpr ProviderEvent kEvent${name.charAt(0).toUpperCase()}${name.slice(1)}{` +
        `${number(messageIdOf(event))}, EVENTLOG_${TYPES[event.level]}_TYPE, ${CATEGORIES[event.category]}};`,
    ]),
    '',
    '}  // namespace gatehouse',
    '',
  ].join('\n');
}
