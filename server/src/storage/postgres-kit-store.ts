import type pg from 'pg';

import type { KeptKit, KitRecord, KitStore } from '../kits/kit-store.js';
import { Statement } from './statement.js';

interface KitRow {
  principal_id: string;
  workstation_id: string;
  /** The driver reads a bigint as text. */
  serial: string;
  digest: Uint8Array;
  language: string | null;
  refreshed_at: Date;
  used_at: Date;
  destroyed: boolean;
}

const GRANT = new Statement<{ serial: string }>(
  'kit-grant',
  `INSERT INTO kits AS k (principal_id, workstation_id, serial, digest, language, granted_at, refreshed_at, used_at, expires_at)
   VALUES ($1, $2, 1, $3, $4, $5, $5, $5, $6)
   ON CONFLICT (principal_id, workstation_id) DO UPDATE SET
     serial = k.serial + 1, digest = excluded.digest, language = excluded.language,
     granted_at = excluded.granted_at, refreshed_at = excluded.refreshed_at,
     expires_at = excluded.expires_at,
     used_at = greatest(k.used_at, excluded.used_at), destroyed_at = NULL
   RETURNING serial`,
);

const RENEW = new Statement<{ serial: string }>(
  'kit-renew',
  `UPDATE kits SET serial = greatest(serial, $3::bigint) + 1, digest = $4, refreshed_at = $5, expires_at = $6
   WHERE principal_id = $1 AND workstation_id = $2 AND destroyed_at IS NULL RETURNING serial`,
);

const FIND = new Statement<KitRow>(
  'kit-find',
  `SELECT principal_id, workstation_id, serial, digest, language, refreshed_at, used_at,
     destroyed_at IS NOT NULL AS destroyed
   FROM kits WHERE workstation_id = $1 AND principal_id = ANY($2::text[])`,
);

interface KeptRow {
  workstation_id: string;
  hostname: string | null;
  revoked: boolean;
  refreshed_at: Date;
  expires_at: Date;
}

/** No policy lets a kit be good for longer, in days: `desktop.kitDays`. */
const MOST_KIT_DAYS = 90;

const LIST = new Statement<KeptRow>(
  'kit-list',
  `SELECT k.workstation_id, w.hostname, w.revoked_at IS NOT NULL AS revoked, k.refreshed_at, e.expires_at
   FROM kits k LEFT JOIN workstations w ON w.id = k.workstation_id
     CROSS JOIN LATERAL (SELECT coalesce(k.expires_at, k.refreshed_at + interval '${MOST_KIT_DAYS} days')) AS e (expires_at)
   WHERE k.principal_id = $1 AND k.destroyed_at IS NULL AND e.expires_at > $2
   ORDER BY k.refreshed_at DESC, k.workstation_id LIMIT $3`,
);

/** A row that says so already is not written again. */
const ACCEPT = new Statement(
  'kit-accept',
  `UPDATE kits SET accepted_generation = told.generation
   FROM unnest($2::text[], $3::numeric[]) AS told (principal_id, generation)
   WHERE kits.workstation_id = $1 AND kits.principal_id = told.principal_id
     AND accepted_generation IS DISTINCT FROM told.generation`,
);

const MARK_USED = new Statement(
  'kit-mark-used',
  'UPDATE kits SET used_at = $3 WHERE workstation_id = $1 AND principal_id = $2 AND used_at < $3',
);

const MARK_DESTROYED = new Statement(
  'kit-mark-destroyed',
  `UPDATE kits SET destroyed_at = $3
   WHERE workstation_id = $1 AND principal_id = $2 AND destroyed_at IS NULL AND granted_at <= $3`,
);

/** Kits in the table `kits`. */
export class PostgresKitStore implements KitStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async grant(kit: Parameters<KitStore['grant']>[0]): Promise<number> {
    const { principalId, workstationId, digest, language, expiresAt, now } = kit;
    const values = [principalId, workstationId, digest, language ?? null, now, expiresAt];
    const [row] = await GRANT.run(this.#pool, values);
    if (row === undefined) throw new Error('a kit was not counted');
    return Number(row.serial);
  }

  async renew(kit: Parameters<KitStore['renew']>[0]): Promise<number | undefined> {
    const { principalId, workstationId, known, digest, expiresAt, now } = kit;
    const values = [principalId, workstationId, known, digest, now, expiresAt];
    const [row] = await RENEW.run(this.#pool, values);
    return row && Number(row.serial);
  }

  async find(workstationId: string, principalIds: readonly string[]): Promise<KitRecord[]> {
    if (principalIds.length === 0) return [];
    const rows = await FIND.run(this.#pool, [workstationId, principalIds]);
    return rows.map((row) => ({
      principalId: row.principal_id,
      workstationId: row.workstation_id,
      serial: Number(row.serial),
      digest: row.digest,
      language: row.language ?? undefined,
      refreshedAt: row.refreshed_at,
      usedAt: row.used_at,
      destroyed: row.destroyed,
    }));
  }

  async list(principalId: string, now: Date, limit: number): Promise<KeptKit[]> {
    return (await LIST.run(this.#pool, [principalId, now, limit])).map((row) => ({
      workstationId: row.workstation_id,
      hostname: row.hostname ?? undefined,
      revoked: row.revoked,
      refreshedAt: row.refreshed_at,
      expiresAt: row.expires_at,
    }));
  }

  async accept(
    workstationId: string,
    accepted: readonly { principalId: string; generation: string }[],
  ): Promise<void> {
    if (accepted.length === 0) return;
    const principals = accepted.map(({ principalId }) => principalId);
    const generations = accepted.map(({ generation }) => generation);
    await ACCEPT.run(this.#pool, [workstationId, principals, generations]);
  }

  async markUsed(workstationId: string, principalId: string, at: Date): Promise<void> {
    await MARK_USED.run(this.#pool, [workstationId, principalId, at]);
  }

  async markDestroyed(workstationId: string, principalId: string, at: Date): Promise<void> {
    await MARK_DESTROYED.run(this.#pool, [workstationId, principalId, at]);
  }
}
