import type pg from 'pg';

import type { QuotaLimit, QuotaScope, QuotaVerdict, Quotas } from '../regulation/quotas.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

const MINUTE_MS = 60_000;
const SWEEP_BATCH = 1000;

/**
 * Counts one more than the limit, which says who was the first too many, and then one more, at which it stays: a row is not
 * written for every request of somebody who does not stop. Whoever finds it there counts nothing, and is only told when the
 * window ends: the count that this statement sees may be older. `$1` to `$5`: scope, key, now, the window's end, the limit.
 */
const TAKE = new Statement<{ count: number | null; expires_at: Date }>(
  'quota-take',
  `WITH taken AS (
     INSERT INTO quotas AS q (scope, key, count, expires_at) VALUES ($1, $2, 1, $4::timestamptz)
     ON CONFLICT (scope, key) DO UPDATE SET
       count = CASE WHEN q.expires_at > $3::timestamptz THEN q.count + 1 ELSE 1 END,
       expires_at = CASE WHEN q.expires_at > $3 THEN q.expires_at ELSE $4 END
     WHERE q.count < $5::int + 2 OR q.expires_at <= $3
     RETURNING count, expires_at
   )
   SELECT count, expires_at FROM taken
   UNION ALL
   SELECT NULL, expires_at FROM quotas
   WHERE scope = $1 AND key = $2 AND NOT EXISTS (SELECT 1 FROM taken)`,
  { locks: [1], stacks: true },
);

const SWEEP = new Statement<{ swept: number }>(
  'quota-sweep',
  `WITH gone AS (
     DELETE FROM quotas
     WHERE (scope, key) IN (SELECT scope, key FROM quotas WHERE expires_at <= $1 LIMIT $2)
       AND expires_at <= $1 RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Counters in the table `quotas`. */
export class PostgresQuotas implements Quotas, Sweeper {
  readonly name = 'quotas';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async take(
    scope: QuotaScope,
    key: string,
    { limit, windowMinutes }: QuotaLimit,
    now: Date,
  ): Promise<QuotaVerdict> {
    const windowEnd = new Date(now.getTime() + windowMinutes * MINUTE_MS);
    const values = [scope, key.slice(0, 128), now, windowEnd, limit];
    const [row] = await TAKE.run(this.#pool, values);
    const count = row?.count ?? undefined;
    if (count !== undefined && count <= limit) return { allowed: true };
    return {
      allowed: false,
      until: row !== undefined && row.expires_at > now ? row.expires_at : windowEnd,
      isFirst: count === limit + 1,
    };
  }

  async sweep(now: Date): Promise<number> {
    const [row] = await SWEEP.run(this.#pool, [now, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
