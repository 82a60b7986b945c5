import type { PlacedEvent } from '../audit-trail.js';
import { cleanText } from './clean-text.js';

/** Facility `authpriv`, RFC 5424 section 6.2.1, table 1. */
const FACILITY = 10;
/** Table 2: warning, notice, informational. */
const SEVERITIES = { failure: 4, success: 5, info: 6 } as const;

/** A message stays below the 8192 bytes that receivers should take (RFC 5425, section 4.3.1), escaped and all. */
const MAX_VALUE_BYTES = 200;
const MAX_TEXT_LENGTH = 200;
const MAX_DETAILS = 8;

/**
 * One event as an RFC 5424 message. What names and codes say is in structured data under `gatehouse@<enterprise>`; the
 * text is ASCII and the same for all events of a type, so that it needs no byte order mark (section 6.4).
 *
 * @param enterprise the private enterprise number that the structured data is named by (section 7.2.2)
 */
export function toSyslogMessage(event: PlacedEvent, enterprise: string): string {
  const { code } = event;
  const parameters = parametersOf(event).map(
    ([name, value]) => ` ${name}="${escapeValue(cleanText(value, MAX_VALUE_BYTES))}"`,
  );
  const data = `[gatehouse@${enterprise}${parameters.join('')}]`;
  const words = [event.type, event.outcome, ...(code === undefined ? [] : [code])];
  const text = toAscii(words.join(' ')).slice(0, MAX_TEXT_LENGTH);
  return `${syslogHeader(event)} ${data} ${text}`;
}

/** Everything before the structured data. */
export function syslogHeader({ outcome, at, node, type }: PlacedEvent): string {
  const priority = FACILITY * 8 + SEVERITIES[outcome];
  return `<${priority}>1 ${at} ${headerField(node, 255)} gatehouse - ${headerField(type, 32)}`;
}

/** PRINTUSASCII of at least one character (section 6). */
function headerField(text: string, maxLength: number): string {
  return toAscii(text).replaceAll(' ', '_').slice(0, maxLength) || '-';
}

function toAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

/** Section 6.3.3: these three, and no others. */
function escapeValue(value: string): string {
  return value.replaceAll(/["\\\]]/g, '\\$&');
}

function parametersOf(event: PlacedEvent): [name: string, value: string][] {
  const { id, outcome, correlationId, node, month, sequence, hash } = event;
  const facts: [string, string | undefined][] = [
    ['id', id],
    ['outcome', outcome],
    ['correlation', correlationId],
    ['principal', event.principalId],
    ['name', event.principalName],
    ['door', event.door],
    ['workstation', event.workstationId],
    ['source', event.source],
    ['code', event.code],
    ['policy', event.policy],
    ...Object.entries(event.detail)
      .slice(0, MAX_DETAILS)
      .map(([key, value]): [string, string] => [detailName(key), String(value)]),
    ['chain', `${node}/${month}/${sequence}`],
    ['hash', hash],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

/** SD-NAME: 1 to 32 printable ASCII characters but `=`, space, `]` and `"` (section 6.3.3). */
function detailName(key: string): string {
  return `detail.${toAscii(key).replaceAll(/[= \]"]/g, '_')}`.slice(0, 32);
}
