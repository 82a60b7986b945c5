import { isIPv4, isIPv6 } from 'node:net';

import type { PlacedEvent } from '../audit-trail.js';
import { cleanText } from './clean-text.js';

const MAX_VALUE_BYTES = 1023;

/** Of ten: what a person should look at is above the middle. */
const SEVERITIES = { failure: 5, success: 3, info: 1 } as const;
const SEVERE: ReadonlySet<string> = new Set([
  'principal.locked',
  'source.locked',
  'kit.destroyed',
  'workstation.refused',
  'audit.fault-found',
]);

/**
 * One event in the Common Event Format, version 0 (ArcSight, "Implementing ArcSight Common Event Format"), without a
 * syslog header. Custom strings carry their labels.
 */
export function toCefMessage(event: PlacedEvent, version: string): string {
  const severity = SEVERE.has(event.type) ? 8 : SEVERITIES[event.outcome];
  const header = [
    'Gatehouse',
    'Gatehouse',
    version,
    event.type,
    event.type.replaceAll(/[.-]/g, ' '),
    String(severity),
  ].map(escapeHeader);
  const extension = extensionOf(event).map(([key, value]) => `${key}=${escapeValue(value)}`);
  return `CEF:0|${header.join('|')}|${extension.join(' ')}`;
}

function extensionOf(event: PlacedEvent): [key: string, value: string][] {
  const { id, at, outcome, correlationId, node, month, sequence, source } = event;
  const facts: [string, string | undefined][] = [
    ['externalId', id],
    ['rt', String(Date.parse(at))],
    ['outcome', outcome],
    ['dvchost', node],
    ['duid', event.principalId],
    ['duser', event.principalName],
    ['reason', event.code],
    ...sourceFields(source),
    ...labelled(1, 'correlation', correlationId),
    ...labelled(2, 'workstation', event.workstationId),
    ...labelled(3, 'door', event.door),
    ...labelled(4, 'policy', event.policy),
    ...labelled(5, 'chain', `${node}/${month}/${sequence}`),
    ...labelled(
      6,
      'detail',
      Object.keys(event.detail).length === 0 ? undefined : JSON.stringify(event.detail),
    ),
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function labelled(number: number, label: string, value: string | undefined): [string, string][] {
  if (value === undefined) return [];
  return [
    [`cs${number}`, value],
    [`cs${number}Label`, label],
  ];
}

/** `src` takes IPv4 addresses only. */
function sourceFields(source: string | undefined): [string, string][] {
  if (source === undefined) return [];
  if (isIPv4(source)) return [['src', source]];
  if (!isIPv6(source)) return [['shost', source]];
  return [
    ['c6a2', source],
    ['c6a2Label', 'source'],
  ];
}

/** In the header a pipe ends a field; in front of everything else a backslash stands for itself. */
function escapeHeader(value: string): string {
  return cleanText(value, MAX_VALUE_BYTES).replaceAll(/[\\|]/g, '\\$&');
}

/** In values an equals sign would begin the next field. Lines may be broken in values, and only as `\n` and `\r`. */
function escapeValue(value: string): string {
  return value
    .split(/(\r|\n)/)
    .map((part) =>
      part === '\n'
        ? '\\n'
        : part === '\r'
          ? '\\r'
          : cleanText(part, MAX_VALUE_BYTES).replaceAll(/[\\=]/g, '\\$&'),
    )
    .join('');
}
