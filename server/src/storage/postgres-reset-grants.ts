import type pg from 'pg';

import { RESET_GRANT_DAYS } from '../recovery/reset-grants.js';
import type { ResetGrantKey, ResetGrants } from '../recovery/reset-grants.js';
import { Statement } from './statement.js';

const DAY_MS = 86_400_000;

interface Found {
  principal_id: string;
}

const GRANT = new Statement<Found>(
  'reset-grant',
  `INSERT INTO reset_grants AS g (principal_id, workstation_id, event_id, granted_at, expires_at)
   VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (principal_id, workstation_id) DO UPDATE SET event_id = excluded.event_id,
     granted_at = excluded.granted_at, expires_at = excluded.expires_at, used_at = NULL, used_by = NULL
   WHERE g.event_id <> excluded.event_id
   RETURNING principal_id`,
);

const LEFT = 'principal_id = $1 AND workstation_id = $2 AND used_at IS NULL AND expires_at > $3';

const HAS = new Statement<Found>(
  'reset-grant-has',
  `SELECT principal_id FROM reset_grants WHERE ${LEFT}`,
);

const USE = new Statement<Found>(
  'reset-grant-use',
  `UPDATE reset_grants SET used_at = $3, used_by = $4 WHERE ${LEFT} RETURNING principal_id`,
);

const GIVE_BACK = new Statement(
  'reset-grant-give-back',
  `UPDATE reset_grants SET used_at = NULL, used_by = NULL
   WHERE principal_id = $1 AND workstation_id = $2 AND used_by = $3`,
);

/** Grants in the table `reset_grants`. */
export class PostgresResetGrants implements ResetGrants {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async grant(
    { principalId, workstationId }: ResetGrantKey,
    eventId: string,
    now: Date,
  ): Promise<boolean> {
    const expiresAt = new Date(now.getTime() + RESET_GRANT_DAYS * DAY_MS);
    const values = [principalId, workstationId, eventId, now, expiresAt];
    return (await GRANT.run(this.#pool, values)).length === 1;
  }

  async has({ principalId, workstationId }: ResetGrantKey, now: Date): Promise<boolean> {
    return (await HAS.run(this.#pool, [principalId, workstationId, now])).length === 1;
  }

  async use(
    { principalId, workstationId }: ResetGrantKey,
    sessionId: string,
    now: Date,
  ): Promise<boolean> {
    const values = [principalId, workstationId, now, sessionId];
    return (await USE.run(this.#pool, values)).length === 1;
  }

  async giveBack({ principalId, workstationId }: ResetGrantKey, sessionId: string): Promise<void> {
    await GIVE_BACK.run(this.#pool, [principalId, workstationId, sessionId]);
  }
}
