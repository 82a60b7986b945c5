import { AuditEventId, CorrelationId, administration } from '@gatehouse/protocol';

import type { ChainedEvent } from '../audit/audit-chain.js';
import { Statement } from './statement.js';
import type { StatementValue } from './statement.js';

/** A row of `audit_events`; `bigint` columns arrive as text. */
export interface AuditEventRow {
  node: string;
  month: string;
  sequence: string;
  previous_hash: Uint8Array;
  hash: Uint8Array;
  position: string;
  id: string;
  at: Date;
  type: ChainedEvent['type'];
  outcome: ChainedEvent['outcome'];
  correlation_id: string;
  door: string | null;
  principal_id: string | null;
  principal_name: string | null;
  workstation_id: string | null;
  source: string | null;
  code: string | null;
  detail: string;
  policy: string | null;
}

const COLUMNS: [column: string, type: string, of: (event: ChainedEvent) => StatementValue][] = [
  ['node', 'text', (event) => event.node],
  ['month', 'text', (event) => event.month],
  ['sequence', 'bigint', (event) => event.sequence],
  ['previous_hash', 'bytea', (event) => event.previousHash],
  ['hash', 'bytea', (event) => event.hash],
  ['id', 'text', (event) => event.id],
  ['at', 'timestamptz', (event) => event.at],
  ['type', 'text', (event) => event.type],
  ['outcome', 'text', (event) => event.outcome],
  ['correlation_id', 'text', (event) => event.correlationId],
  ['door', 'text', (event) => event.door ?? null],
  ['principal_id', 'text', (event) => event.principalId ?? null],
  ['principal_name', 'text', (event) => event.principalName ?? null],
  ['workstation_id', 'text', (event) => event.workstationId ?? null],
  ['source', 'text', (event) => event.source ?? null],
  ['code', 'text', (event) => event.code ?? null],
  ['detail', 'text', (event) => event.detailText],
  ['policy', 'text', (event) => event.policy ?? null],
];

/** Any number of events with one statement text: a column is an array. */
export const INSERT_EVENTS = new Statement(
  'audit-insert',
  `WITH written AS (
     INSERT INTO audit_events (${COLUMNS.map(([column]) => column).join(', ')})
     SELECT * FROM unnest(${COLUMNS.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) RETURNING 1
   ) SELECT count(*) FROM written`,
  // Only the writer of a node's chain adds to it, one batch after the other.
  { locks: [] },
);

export function insertValues(events: readonly ChainedEvent[]): StatementValue[] {
  return COLUMNS.map(([, , of]) => events.map(of));
}

/** Named: a statement must keep its shape when a newer version adds a column. */
export const EVENT_COLUMNS = [...COLUMNS.map(([column]) => column), 'position'].join(', ');

export interface HeadRow {
  month: string;
  sequence: string;
  hash: Uint8Array;
}

/** Of a node whose events retention dropped, what it left. */
export const READ_HEAD = new Statement<HeadRow>(
  'audit-head',
  `(SELECT month, sequence, hash FROM audit_events WHERE node = $1
    ORDER BY month DESC, sequence DESC LIMIT 1)
   UNION ALL SELECT month, sequence, hash FROM audit_checkpoints WHERE node = $1
   ORDER BY month DESC, sequence DESC LIMIT 1`,
);

export function fromRow(row: AuditEventRow): ChainedEvent {
  return {
    node: row.node,
    month: row.month,
    sequence: Number(row.sequence),
    previousHash: row.previous_hash,
    hash: row.hash,
    id: row.id,
    at: row.at,
    type: row.type,
    outcome: row.outcome,
    correlationId: CorrelationId.parse(row.correlation_id),
    door: row.door ?? undefined,
    principalId: row.principal_id ?? undefined,
    principalName: row.principal_name ?? undefined,
    workstationId: row.workstation_id ?? undefined,
    source: row.source ?? undefined,
    code: row.code ?? undefined,
    policy: row.policy ?? undefined,
    detailText: row.detail,
  };
}

const Detail = administration.AuditEvent.shape.detail;

/** What readers of the audit see. */
export function toAuditEvent(row: AuditEventRow): administration.AuditEvent {
  const { door, principalId, principalName, workstationId, source, code, policy } = fromRow(row);
  return {
    id: AuditEventId.parse(row.id),
    at: row.at.toISOString(),
    type: row.type,
    outcome: row.outcome,
    correlationId: row.correlation_id,
    ...(door === undefined ? {} : { door }),
    ...(principalId === undefined ? {} : { principalId }),
    ...(principalName === undefined ? {} : { principalName }),
    ...(workstationId === undefined ? {} : { workstationId }),
    ...(source === undefined ? {} : { source }),
    ...(code === undefined ? {} : { code }),
    ...(policy === undefined ? {} : { policy }),
    detail: Detail.parse(JSON.parse(row.detail)),
  };
}
