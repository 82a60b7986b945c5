import { formatId, ID_BYTES } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import pg from 'pg';

import { chainEvent, FIRST_HEAD } from '../audit/audit-chain.js';
import type { ChainedEvent, ChainHead, ChainMac } from '../audit/audit-chain.js';
import type { AuditLog, AuditRecord } from '../audit/audit-log.js';
import { chainMacOf } from '../audit/chain-macs.js';
import type { Clock } from '../clock.js';
import type { Keyring } from '../keyring/keyring.js';
import type { Random } from '../random.js';
import {
  EVENT_COLUMNS,
  INSERT_EVENTS,
  insertValues,
  READ_HEAD,
  toAuditEvent,
} from './audit-event-rows.js';
import type { AuditEventRow } from './audit-event-rows.js';

/** Events in one statement: what many requests wait for is written once. */
const MAX_BATCH = 256;

/** SQLSTATE, PostgreSQL manual, appendix A. */
const UNIQUE_VIOLATION = '23505';

interface Waiting {
  record: AuditRecord;
  at: Date;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Audit events in the table `audit_events`. One writer for each node: its chain has one end. */
export class PostgresAuditLog implements AuditLog {
  readonly #pool: pg.Pool;
  readonly #node: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #mac: ChainMac;
  #waiting: Waiting[] = [];
  #writing = false;
  #head: ChainHead | undefined;

  constructor(dependencies: {
    pool: pg.Pool;
    nodeId: string;
    keyring: Keyring;
    clock: Clock;
    random: Random;
  }) {
    this.#pool = dependencies.pool;
    this.#node = dependencies.nodeId;
    this.#clock = dependencies.clock;
    this.#random = dependencies.random;
    this.#mac = chainMacOf(dependencies.keyring);
  }

  append(record: AuditRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, at: this.#clock.now(), resolve, reject });
      if (!this.#writing) void this.#writeAll();
    });
  }

  async read(query: Parameters<AuditLog['read']>[0]): Promise<administration.AuditPage> {
    const after = query.after ?? '0';
    if (!/^\d{1,18}$/.test(after)) return { events: [], cursor: '0' };
    const values: (string | number)[] = [after, query.limit];
    const conditions = [
      'position > $1',
      'transaction_id < pg_snapshot_xmin(pg_current_snapshot())',
    ];
    if (query.correlation !== undefined) {
      // All strings with this prefix, in the order of bytes: hexadecimal digits sort before "g".
      values.push(query.correlation.toLowerCase());
      const placeholder = `$${values.length}`;
      conditions.push(
        `correlation_id >= ${placeholder} AND correlation_id < ${placeholder} || 'g'`,
      );
    }
    if (query.principal !== undefined) {
      values.push(query.principal);
      const placeholder = `$${values.length}`;
      conditions.push(
        `(principal_id = ${placeholder} OR lower(principal_name) = lower(${placeholder}))`,
      );
    }
    const newest = query.from === 'end' && query.after === undefined;
    const { rows } = await this.#pool.query<AuditEventRow>(
      `SELECT ${EVENT_COLUMNS} FROM audit_events WHERE ${conditions.join(' AND ')}
       ORDER BY position ${newest ? 'DESC' : 'ASC'} LIMIT $2`,
      values,
    );
    if (newest) rows.reverse();
    return { events: rows.map(toAuditEvent), cursor: rows.at(-1)?.position ?? after };
  }

  /** How many events wait to be written. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** While one batch is being written, the next one gathers. */
  async #writeAll(): Promise<void> {
    this.#writing = true;
    // Appends of the same turn of the event loop, as two events of one request, go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        await this.#write(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Whether the batch was written is unknown: read the head again before the next one.
        this.#head = undefined;
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#insert(batch);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) throw error;
      // The end of the chain is not where we left it: an insert whose answer was lost, or an earlier run of this node.
      this.#head = undefined;
      await this.#insert(batch);
    }
  }

  async #insert(batch: readonly Waiting[]): Promise<void> {
    let head = this.#head ?? (await this.#readHead());
    const events: ChainedEvent[] = [];
    for (const { record, at } of batch) {
      const id = formatId('evt', this.#random.bytes(ID_BYTES));
      const event = chainEvent(head, { ...record, id, at, node: this.#node }, this.#mac);
      events.push(event);
      head = event;
    }
    await INSERT_EVENTS.run(this.#pool, insertValues(events));
    this.#head = { month: head.month, sequence: head.sequence, hash: head.hash };
  }

  async #readHead(): Promise<ChainHead> {
    const [row] = await READ_HEAD.run(this.#pool, [this.#node]);
    return row === undefined ? FIRST_HEAD : { ...row, sequence: Number(row.sequence) };
  }
}
