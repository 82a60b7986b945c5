import type pg from 'pg';

import type { ChainHeads, NodeHead } from '../audit/countersigner.js';
import type { HeadRow } from './audit-event-rows.js';
import { NODES } from './postgres-audit-verifier.js';

/** The ends of the chains in the table `audit_events`, found by its primary key. */
export class PostgresChainHeads implements ChainHeads {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async others(node: string): Promise<NodeHead[]> {
    const { rows } = await this.#pool.query<HeadRow & { node: string }>(
      `SELECT n.node, head.month, head.sequence, head.hash FROM (${NODES}) n
       CROSS JOIN LATERAL (
         SELECT month, sequence, hash FROM audit_events e WHERE e.node = n.node
         ORDER BY month DESC, sequence DESC LIMIT 1
       ) head WHERE n.node <> $1`,
      [node],
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
  }

  async hasNews({ node, month, sequence }: NodeHead): Promise<boolean> {
    const { rows } = await this.#pool.query(
      `SELECT 1 FROM audit_events WHERE node = $1 AND (month, sequence) > ($2, $3)
         AND type <> 'audit.countersigned'
       ORDER BY month, sequence LIMIT 1`,
      [node, month, sequence],
    );
    return rows.length > 0;
  }
}
