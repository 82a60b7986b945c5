import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { AuditSearch, AuditTrail, PlacedEvent } from '../audit/audit-trail.js';
import { EVENT_COLUMNS, fromRow, toAuditEvent } from './audit-event-rows.js';
import type { AuditEventRow } from './audit-event-rows.js';
import { SETTLED, searchStatement } from './audit-search-statement.js';
import { Statement } from './statement.js';

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

function toPlacedEvent(row: AuditEventRow): PlacedEvent {
  const { node, month, sequence, hash } = fromRow(row);
  return { ...toAuditEvent(row), node, month, sequence, hash: Buffer.from(hash).toString('hex') };
}
