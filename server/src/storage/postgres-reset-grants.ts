import type pg from 'pg';

import { RESET_GRANT_DAYS } from '../recovery/reset-grants.js';
import type { ResetGrants } from '../recovery/reset-grants.js';
import { Statement } from './statement.js';

const DAY_MS = 86_400_000;

const GRANT = new Statement(
  'reset-grant',
  `INSERT INTO reset_grants (principal_id, granted_at, expires_at) VALUES ($1, $2, $3)
   ON CONFLICT (principal_id)
   DO UPDATE SET granted_at = excluded.granted_at, expires_at = excluded.expires_at, used_at = NULL`,
);

const USE = new Statement<{ principal_id: string }>(
  'reset-grant-use',
  `UPDATE reset_grants SET used_at = $2 WHERE principal_id = $1 AND used_at IS NULL AND expires_at > $2
   RETURNING principal_id`,
);

/** Grants in the table `reset_grants`. */
export class PostgresResetGrants implements ResetGrants {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async grant(principalId: string, now: Date): Promise<void> {
    const expiresAt = new Date(now.getTime() + RESET_GRANT_DAYS * DAY_MS);
    await GRANT.run(this.#pool, [principalId, now, expiresAt]);
  }

  async use(principalId: string, now: Date): Promise<boolean> {
    return (await USE.run(this.#pool, [principalId, now])).length === 1;
  }
}
