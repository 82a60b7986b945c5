import type pg from 'pg';

import { checkpointMac } from '../audit/chain-macs.js';
import { isMonth } from '../audit/month.js';
import type { AuditMonths } from '../audit/retention.js';
import type { Keyring } from '../keyring/keyring.js';
import type { HeadRow } from './audit-event-rows.js';

/** Any constant would do; every node must use the same one. */
const LOCK_KEY = 7_164_283_402;

/**
 * Longer than the statements of logons take, shorter than their patience: while this waits for its lock, everything
 * that comes after it waits as well.
 */
const LOCK_TIMEOUT_MS = 500;

/** Partitions of the table `audit_events`. Every change is one transaction: a crash leaves it as it was. */
export class PostgresAuditMonths implements AuditMonths {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;
  readonly #isExported: boolean;

  /** @param isExported whether events are passed on, so that a month has to wait for that */
  constructor(pool: pg.Pool, keyring: Keyring, isExported: boolean) {
    this.#pool = pool;
    this.#keyring = keyring;
    this.#isExported = isExported;
  }

  async prepare(month: string): Promise<void> {
    if ((await this.list()).includes(month)) return;
    const table = tableOf(month);
    await this.#inTransaction(async (client) => {
      const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NULL', [table]);
      // Another node made it while this one waited for its turn.
      if (rows.length === 0) return;
      // Attached when it is ready: that does not keep others from writing to the other months.
      await client.query(
        `CREATE TABLE ${table} (LIKE audit_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
      );
      await client.query(`ALTER TABLE ${table} ${WITHOUT_STATISTICS}`);
      await client.query(
        `WITH moved AS (DELETE FROM audit_events_other WHERE month = $1 RETURNING *)
         INSERT INTO ${table} SELECT * FROM moved`,
        [month],
      );
      await client.query(
        `ALTER TABLE audit_events ATTACH PARTITION ${table} FOR VALUES IN ('${month}')`,
      );
    });
  }

  async strays(): Promise<string[]> {
    const { rows } = await this.#pool.query<{ month: string }>(
      'SELECT DISTINCT month FROM audit_events_other ORDER BY month',
    );
    return rows.map(({ month }) => month);
  }

  async list(): Promise<string[]> {
    const { rows } = await this.#pool.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'audit_events'::regclass ORDER BY c.relname`,
    );
    return rows
      .map(({ name }) => name.slice('audit_events_'.length).replace('_', '-'))
      .filter(isMonth);
  }

  async isPassedOn(month: string): Promise<boolean> {
    if (!this.#isExported) return true;
    const { rows } = await this.#pool.query<{ done: boolean }>(
      `SELECT coalesce((SELECT max(position) FROM ${tableOf(month)}), 0)
         <= coalesce((SELECT min(position) FROM audit_exports), 0) AS done`,
    );
    return rows[0]?.done === true;
  }

  async drop(month: string): Promise<void> {
    const table = tableOf(month);
    await this.#inTransaction(async (client) => {
      // The whole first: locked one by one, a reader of all months and this would wait for each other.
      await client.query('LOCK TABLE audit_events IN ACCESS EXCLUSIVE MODE');
      const { rows } = await client.query<HeadRow & { node: string }>(headsOf(table));
      for (const row of rows) {
        const head = { ...row, sequence: Number(row.sequence) };
        await client.query(
          `INSERT INTO audit_checkpoints (node, month, sequence, hash, mac) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (node) DO UPDATE SET month = excluded.month, sequence = excluded.sequence,
             hash = excluded.hash, mac = excluded.mac, dropped_at = now()
           WHERE audit_checkpoints.month < excluded.month`,
          [head.node, month, head.sequence, head.hash, checkpointMac(this.#keyring, head)],
        );
      }
      await client.query(`DROP TABLE ${table}`);
    });
  }

  async now(): Promise<Date> {
    const { rows } = await this.#pool.query<{ now: Date }>('SELECT now()');
    const [row] = rows;
    if (row === undefined) throw new Error('the database does not tell the time');
    return row.now;
  }

  /** Nodes take turns. */
  async #inTransaction(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);
      await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release(failure);
    }
  }
}

/** No search compares these columns, and statistics are taken again and again while events come in. */
const WITHOUT_STATISTICS = ['previous_hash', 'hash', 'id', 'detail', 'transaction_id']
  .map((column) => `ALTER COLUMN ${column} SET STATISTICS 0`)
  .join(', ');

/** A month becomes part of a name in SQL, so it is looked at once more. */
function tableOf(month: string): string {
  if (!isMonth(month)) throw new RangeError('not a month');
  return `audit_events_${month.replace('-', '_')}`;
}

/** The last event of each node, from one node to the next by the primary key. */
function headsOf(table: string): string {
  return `WITH RECURSIVE nodes AS (
      (SELECT node FROM ${table} ORDER BY node LIMIT 1)
      UNION ALL
      SELECT (SELECT e.node FROM ${table} e WHERE e.node > nodes.node ORDER BY e.node LIMIT 1)
      FROM nodes WHERE nodes.node IS NOT NULL
    )
    SELECT nodes.node, head.month, head.sequence, head.hash FROM nodes CROSS JOIN LATERAL (
      SELECT month, sequence, hash FROM ${table} e WHERE e.node = nodes.node
      ORDER BY sequence DESC LIMIT 1
    ) head`;
}
