import type pg from 'pg';

import { RESET_GRANT_DAYS } from '../recovery/reset-grants.js';
import type { ResetGrantKey, ResetGrants } from '../recovery/reset-grants.js';
import { Statement } from './statement.js';

const DAY_MS = 86_400_000;

interface Found {
  principal_id: string;
}

/**
 * Whether a newer password than that of the recovery is known: set, changed, or proven in a granted logon. A password that is
 * only sealed anew, because answers were, has no newer generation.
 */
const superseded = (since: string) => `EXISTS (
  SELECT 1 FROM sealed_passwords AS s WHERE s.principal_id = $1 AND s.sealed_at > ${since} AND s.generation > coalesce(
    (SELECT max(generation) FROM sealed_passwords WHERE principal_id = $1 AND sealed_at <= ${since}), -1))`;

const GRANT = new Statement<Found>(
  'reset-grant',
  `INSERT INTO reset_grants AS g (principal_id, workstation_id, event_id, granted_at, expires_at)
   SELECT $1, $2, $3, $4::timestamptz, $5::timestamptz
   WHERE $5::timestamptz > $6 AND NOT ${superseded('$4::timestamptz')}
   ON CONFLICT (principal_id, workstation_id) DO UPDATE SET event_id = excluded.event_id,
     granted_at = excluded.granted_at, expires_at = excluded.expires_at, used_at = NULL, used_by = NULL
   WHERE g.event_id <> excluded.event_id AND g.granted_at <= excluded.granted_at
     AND (g.used_at IS NULL OR g.used_at <= excluded.granted_at)
   RETURNING principal_id`,
);

/** Grants of `$1` that are left at a time. */
export const LEFT_GRANTS = (now: string) =>
  `principal_id = $1 AND used_at IS NULL AND expires_at > ${now} AND NOT ${superseded('granted_at')}`;

const LEFT = `workstation_id = $2 AND ${LEFT_GRANTS('$3')}`;

const HAS = new Statement<Found>(
  'reset-grant-has',
  `SELECT principal_id FROM reset_grants WHERE ${LEFT}`,
);

const USE = new Statement<Found>(
  'reset-grant-use',
  `UPDATE reset_grants SET used_at = $3, used_by = $4 WHERE ${LEFT} RETURNING principal_id`,
);

const FORGET = new Statement(
  'reset-grant-forget',
  'UPDATE reset_grants SET used_at = $2 WHERE principal_id = $1 AND used_at IS NULL',
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
    { since, now }: { since: Date; now: Date },
  ): Promise<boolean> {
    const expiresAt = new Date(since.getTime() + RESET_GRANT_DAYS * DAY_MS);
    const values = [principalId, workstationId, eventId, since, expiresAt, now];
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

  async forget(principalId: string, now: Date): Promise<void> {
    await FORGET.run(this.#pool, [principalId, now]);
  }

  async giveBack({ principalId, workstationId }: ResetGrantKey, sessionId: string): Promise<void> {
    await GIVE_BACK.run(this.#pool, [principalId, workstationId, sessionId]);
  }
}
