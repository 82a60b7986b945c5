import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { AuditSearch, AuditTrail, PlacedEvent } from '../audit/audit-trail.js';
import { monthOf } from '../audit/month.js';
import { EVENT_COLUMNS, fromRow, toAuditEvent } from './audit-event-rows.js';
import type { AuditEventRow } from './audit-event-rows.js';
import { Statement } from './statement.js';

/** Committed, and nothing that comes before it can still become visible. */
const SETTLED = 'transaction_id < pg_snapshot_xmin(pg_current_snapshot())';

const NEXT = new Statement<AuditEventRow>(
  'audit-next',
  `SELECT ${EVENT_COLUMNS} FROM audit_events WHERE position > $1 AND ${SETTLED}
   ORDER BY position LIMIT $2`,
);

/** Searches in the table `audit_events`. Each is answered from an index that has the matches in order of time. */
export class PostgresAuditTrail implements AuditTrail {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async search(search: AuditSearch): Promise<administration.AuditPage> {
    const { text, values } = searchStatement(search);
    const { rows } = await this.#pool.query<AuditEventRow>(text, values);
    const last = rows.at(-1);
    return {
      events: rows.map(toAuditEvent),
      cursor: last === undefined ? (search.after ?? '') : `${last.at.getTime()}.${last.position}`,
    };
  }

  async next(after: string, limit: number): Promise<{ events: PlacedEvent[]; cursor: string }> {
    if (!/^\d{1,18}$/.test(after)) return { events: [], cursor: '0' };
    const rows = await NEXT.run(this.#pool, [after, limit]);
    return { events: rows.map(toPlacedEvent), cursor: rows.at(-1)?.position ?? after };
  }
}

/** The statement of a search, apart so that a test can ask PostgreSQL how it would run it. */
export function searchStatement(search: AuditSearch): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const placeholder = (value: unknown) => `$${values.push(value)}`;
  const conditions = [SETTLED];
  const columns = ['door', 'source', 'type', 'outcome', 'code'] as const;
  for (const column of columns) {
    if (search[column] !== undefined) {
      conditions.push(`${column} = ${placeholder(search[column])}`);
    }
  }
  if (search.workstation !== undefined) {
    conditions.push(`workstation_id = ${placeholder(search.workstation)}`);
  }
  if (search.correlation !== undefined) {
    // All strings with this prefix, in the order of bytes: hexadecimal digits sort before "g".
    const prefix = placeholder(search.correlation.toLowerCase());
    conditions.push(`correlation_id >= ${prefix} AND correlation_id < ${prefix} || 'g'`);
  }
  if (search.since !== undefined) {
    conditions.push(`at >= ${placeholder(search.since)}`);
    // No event is in an earlier month of the chain than its own: earlier partitions need not be looked at.
    conditions.push(`month >= ${placeholder(monthOf(search.since))}`);
  }
  if (search.until !== undefined) conditions.push(`at < ${placeholder(search.until)}`);
  const [direction, beyond] = search.order === 'oldest' ? ['ASC', '>'] : ['DESC', '<'];
  const cursor = parseCursor(search.after);
  if (cursor !== undefined) {
    const [at, position] = [placeholder(cursor.at), placeholder(cursor.position)];
    conditions.push(`(at, position) ${beyond} (${at}::timestamptz, ${position}::bigint)`);
  }
  const order = `ORDER BY at ${direction}, position ${direction} LIMIT ${placeholder(search.limit)}`;
  const select = (condition: string[]) =>
    `SELECT ${EVENT_COLUMNS} FROM audit_events WHERE ${[...condition, ...conditions].join(' AND ')} ${order}`;
  if (search.principal === undefined) return { text: select([]), values };
  // One index each: an OR would have to sort everything that fits.
  const wanted = placeholder(search.principal);
  const byId = select([`principal_id = ${wanted}`]);
  const byName = select([
    `lower(principal_name) = lower(${wanted})`,
    `principal_id IS DISTINCT FROM ${wanted}`,
  ]);
  return { text: `(${byId}) UNION ALL (${byName}) ${order}`, values };
}

function parseCursor(text: string | undefined): { at: Date; position: string } | undefined {
  const [, at, position] = /^(\d{1,15})\.(\d{1,18})$/.exec(text ?? '') ?? [];
  if (at === undefined || position === undefined) return undefined;
  return { at: new Date(Number(at)), position };
}

function toPlacedEvent(row: AuditEventRow): PlacedEvent {
  const { node, month, sequence, hash } = fromRow(row);
  return { ...toAuditEvent(row), node, month, sequence, hash: Buffer.from(hash).toString('hex') };
}
