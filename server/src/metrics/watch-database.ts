import type pg from 'pg';

import { StatementQueue } from '../storage/statement-queue.js';
import type { ServerMetrics } from './server-metrics.js';

/** What is told of the database, and of what only it knows. */
export function watchDatabase(pool: pg.Pool, metrics: ServerMetrics): void {
  metrics.gauge(
    'gatehouse_database_connections',
    'Connections to the database.',
    () => pool.totalCount,
  );
  metrics.gauge(
    'gatehouse_database_connections_idle',
    'Connections to the database that nobody uses.',
    () => pool.idleCount,
  );
  metrics.gauge(
    'gatehouse_database_requests_waiting',
    'Requests that wait for a connection to the database.',
    () => pool.waitingCount,
  );
  metrics.gauge(
    'gatehouse_database_statements_waiting',
    'Statements of logons that wait to be committed together.',
    () => StatementQueue.of(pool).waiting,
  );
  metrics.gauge(
    'gatehouse_workstations',
    'Workstations that have joined and are not revoked.',
    () => count(pool, 'revoked_at IS NULL'),
  );
  metrics.gauge(
    'gatehouse_workstations_seen',
    'Workstations that were heard of within the last hour.',
    () => count(pool, "revoked_at IS NULL AND last_seen_at > now() - interval '1 hour'"),
  );
}

async function count(pool: pg.Pool, condition: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `SELECT count(*) FROM workstations WHERE ${condition}`,
  );
  return Number(rows[0]?.count);
}
