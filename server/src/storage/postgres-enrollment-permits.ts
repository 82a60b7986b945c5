import type pg from 'pg';

import type { EnrollmentPermit, EnrollmentPermits } from '../enrollment/enrollment-permits.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

const SWEEP_BATCH = 1000;

const GRANT = new Statement(
  'enrollment-permit-grant',
  `INSERT INTO enrollment_permits (principal_id, operator, granted_at, expires_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (principal_id) DO UPDATE SET operator = excluded.operator,
     granted_at = excluded.granted_at, expires_at = excluded.expires_at`,
);

const HAS = new Statement<{ principal_id: string }>(
  'enrollment-permit-has',
  'SELECT principal_id FROM enrollment_permits WHERE principal_id = $1 AND expires_at > $2',
  { locks: [] },
);

const SWEEP = new Statement<{ swept: number }>(
  'enrollment-permit-sweep',
  `WITH gone AS (
     DELETE FROM enrollment_permits WHERE principal_id IN
       (SELECT principal_id FROM enrollment_permits WHERE expires_at <= $1 LIMIT $2)
       AND expires_at <= $1 RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Permits in the table `enrollment_permits`. */
export class PostgresEnrollmentPermits implements EnrollmentPermits, Sweeper {
  readonly name = 'enrollment permits';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async grant({ principalId, operator, expiresAt }: EnrollmentPermit, now: Date): Promise<void> {
    await GRANT.run(this.#pool, [principalId, operator, now, expiresAt]);
  }

  async has(principalId: string, now: Date): Promise<boolean> {
    return (await HAS.run(this.#pool, [principalId, now])).length === 1;
  }

  async sweep(now: Date): Promise<number> {
    const [row] = await SWEEP.run(this.#pool, [now, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
