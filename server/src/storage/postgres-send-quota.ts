import type pg from 'pg';

import type { SendLimits, SendQuota } from '../factors/send-quota.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

const MINUTE_MS = 60_000;
const SWEEP_BATCH = 1000;

/** The update sees the newest version of its row, as that of the strikes does. */
const TAKE = new Statement<{ count: number }>(
  'code-send-take',
  `INSERT INTO code_sends AS c (principal_id, count, expires_at) VALUES ($1, 1, $2::timestamptz)
   ON CONFLICT (principal_id) DO UPDATE SET
     count = CASE WHEN c.expires_at > $3::timestamptz THEN c.count + 1 ELSE 1 END,
     expires_at = CASE WHEN c.expires_at > $3 THEN c.expires_at ELSE $2 END
   WHERE c.count < $4::int OR c.expires_at <= $3
   RETURNING count`,
  { locks: [0] },
);

const SWEEP = new Statement<{ swept: number }>(
  'code-send-sweep',
  `WITH gone AS (
     DELETE FROM code_sends
     WHERE principal_id IN (SELECT principal_id FROM code_sends WHERE expires_at <= $1 LIMIT $2)
     AND expires_at <= $1 RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Counters in the table `code_sends`. */
export class PostgresSendQuota implements SendQuota, Sweeper {
  readonly name = 'code sends';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async take(key: string, limits: SendLimits, now: Date): Promise<boolean> {
    const windowEnd = new Date(now.getTime() + limits.sendWindowMinutes * MINUTE_MS);
    const rows = await TAKE.run(this.#pool, [key, windowEnd, now, limits.sendLimit]);
    return rows.length === 1;
  }

  async sweep(now: Date): Promise<number> {
    const [row] = await SWEEP.run(this.#pool, [now, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
