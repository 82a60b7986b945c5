import { referenceOf } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';

import { printable } from './table.js';

/** One audit event on one line. */
export function formatEvent(event: administration.AuditEvent): string {
  const facts: [string, string | undefined][] = [
    ['user', event.principalName ?? event.principalId],
    ['code', event.code],
    ['policy', event.policy],
    ['door', event.door],
    ['workstation', event.workstationId],
    ['source', event.source === event.workstationId ? undefined : event.source],
    ...Object.entries(event.detail).map(([key, value]): [string, string] => [key, String(value)]),
    ['reference', referenceOf(event.correlationId)],
  ];
  const text = facts
    .filter((fact): fact is [string, string] => fact[1] !== undefined)
    .map(([key, value]) => `${key}=${/[\s"=]/.test(value) ? JSON.stringify(value) : value}`);
  return printable(
    [event.at, event.outcome.padEnd(7), event.type.padEnd(18), ...text].join(' ').trimEnd(),
  );
}
