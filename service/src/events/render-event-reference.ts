import { EVENT_SOURCE, allEvents, messageIdOf } from './catalogue.js';
import type { EventDefinition, LogSource } from './event-definition.js';
import { ENGLISH_EVENTS } from './texts-en.js';

/** What administrators read about the entries: docs/event-log.md. */
export function renderEventReference(): string {
  return [
    '# The event log',
    '',
    'Generated from `service/src/events` by `npm run docs`.',
    '',
    `Workstations write to the **Application** log under the source **${EVENT_SOURCE}**. The texts are in \`gatehouse-events.dll\` of the`,
    'installed version, in English, German and Chinese; Event Viewer takes the language of whoever reads. Ids are stable: a number is',
    'never used again for anything else. No entry holds a password, a code, an answer or a name that somebody typed.',
    '',
    'Every entry of the service ends with the _reference_ that the person saw on the tile (`%1`) and the correlation id that it is the',
    'beginning of (`%2`). The same two are in each line of the service log (`reference`, `correlationId`), and the server finds its half by',
    'either: `gatehouse audit search --correlation 7F3A-91C2-0B44`. Entries that belong to no sign-in have the id of this start of the service.',
    '',
    '```powershell',
    '# The newest refusals on this computer, and everything of one sign-in:',
    "Get-WinEvent -FilterHashtable @{ LogName='Application'; ProviderName='Gatehouse'; Id=301,401 } -MaxEvents 20",
    "Get-WinEvent -FilterHashtable @{ LogName='Application'; ProviderName='Gatehouse' } | Where-Object Message -Match '7F3A-91C2-0B44'",
    '```',
    '',
    'The service writes at most 200 entries of one id in ten minutes; entry 205 then says how many were left out. The service log has them all.',
    '',
    '| id | level | category | when | insertion strings | message id |',
    '| -- | ----- | -------- | ---- | ----------------- | ---------- |',
    ...allEvents().map(([, event]) => rowOf(event)),
    '',
    '## What they say, and what to do',
    '',
    ...allEvents().flatMap(([name, event]) => {
      const { what, next } = ENGLISH_EVENTS.events[name];
      return [`### ${event.id} (${event.level})`, '', plain(what, event), '', `→ ${next}`, ''];
    }),
  ].join('\n');
}

function rowOf(event: EventDefinition): string {
  const cells = [
    String(event.id),
    event.level,
    ENGLISH_EVENTS.categories[event.category],
    event.writer === 'provider' ? 'written by the credential provider' : whenOf(event.from),
    stringsOf(event)
      .map((name) => `\`${name}\``)
      .join(', '),
    `0x${messageIdOf(event).toString(16).toUpperCase()}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function stringsOf(event: EventDefinition): readonly string[] {
  return event.writer === 'service'
    ? ['reference', 'correlationId', ...event.strings]
    : event.strings;
}

function whenOf({ lines, where, except, until }: LogSource): string {
  if (lines.length === 0) return 'written by itself';
  const described = (values: LogSource['where']) =>
    Object.entries(values ?? {})
      .map(([field, texts]) => `\`${field}\` ${texts.join(', ')}`)
      .join('; ');
  return [
    `log line ${lines.map((line) => `\`${line}\``).join(', ')}`,
    ...(where === undefined ? [] : [` with ${described(where)}`]),
    ...(except === undefined ? [] : [` without ${described(except)}`]),
    ...(until === undefined ? [] : [`; once for each \`reason\` until \`${until}\``]),
  ].join('');
}

/** `%3` by the name of what stands there. */
function plain(text: string, event: EventDefinition): string {
  const names = stringsOf(event);
  return text.replaceAll(/%(\d+)/g, (_, index: string) => `_${names[Number(index) - 1] ?? index}_`);
}
