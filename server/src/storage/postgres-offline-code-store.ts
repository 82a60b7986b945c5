import { MAX_KIT_CODES } from '@gatehouse/protocol';
import type { OfflineCodeId } from '@gatehouse/protocol';
import type pg from 'pg';

import { offlineCodeBinding } from '../kits/offline-code-store.js';
import type {
  CodeKeeper,
  CodeOwner,
  NewCode,
  OfflineCodeStore,
  StoredCode,
  TakenOfflineCode,
} from '../kits/offline-code-store.js';
import type { SealedColumn } from './postgres-key-store.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

/** Where a rotation of the keyring finds the codes. */
export const OFFLINE_CODES: SealedColumn = {
  table: 'offline_codes',
  column: 'sealed_code',
  key: 'id',
  owner: 'principal_id',
  associatedData: offlineCodeBinding,
};

/** What became of a code can be asked for this long after it ended; numbers are given again no sooner. */
const KEEP_MS = 90 * 86_400_000;
const SWEEP_BATCH = 1000;

interface CodeRow {
  id: OfflineCodeId;
  number: number;
  hash: Uint8Array;
  created_at: Date;
  expires_at: Date;
  read_out: boolean;
  held: boolean;
}

const LIVE = new Statement<CodeRow>(
  'offline-code-live',
  `SELECT id, number, hash, created_at, expires_at, read_out_at IS NOT NULL AS read_out, held
   FROM offline_codes
   WHERE principal_id = $1 AND workstation_id = $2 AND spent_at IS NULL AND expires_at > $3
   ORDER BY number DESC LIMIT ${MAX_KIT_CODES}`,
);

/** Of two nodes that find the same number free, one stores nothing. */
const ADD = new Statement<{ id: string }>(
  'offline-code-add',
  `INSERT INTO offline_codes (id, principal_id, workstation_id, number, sealed_code, hash, created_at, expires_at)
   SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6::timestamptz, $7::timestamptz
   FROM offline_codes WHERE principal_id = $2 AND workstation_id = $3
   HAVING count(*) FILTER (WHERE spent_at IS NULL AND expires_at > $6) < $9::int
     AND count(*) FILTER (WHERE spent_at IS NULL AND read_out_at IS NULL
       AND expires_at - $6 > (expires_at - created_at) / 2) < $8::int
   ON CONFLICT (principal_id, workstation_id, number) DO NOTHING
   RETURNING id`,
);

const MARK_HELD = new Statement(
  'offline-code-mark-held',
  'UPDATE offline_codes SET held = true WHERE id = ANY ($1::text[]) AND NOT held',
);

/** Names of computers are compared without regard to case. */
const FIND_KEEPER = new Statement<{
  workstation_id: string;
  hostname: string;
  refreshed_at: Date;
  left_codes: number;
}>(
  'offline-code-find-keeper',
  `SELECT k.workstation_id, w.hostname, k.refreshed_at, (
     SELECT count(*)::int FROM offline_codes c
     WHERE c.principal_id = k.principal_id AND c.workstation_id = k.workstation_id
       AND c.read_out_at IS NULL AND c.spent_at IS NULL AND c.expires_at > $3) AS left_codes
   FROM kits k JOIN workstations w ON w.id = k.workstation_id
   WHERE k.principal_id = $1 AND (w.id = $2 OR lower(w.hostname) = lower($2))
     AND w.revoked_at IS NULL AND k.destroyed_at IS NULL
   ORDER BY k.used_at DESC, k.workstation_id LIMIT 1`,
);

/** Of two operators at once that find the same one, the second gets the next, or none. */
const READ_OUT = new Statement<{
  id: OfflineCodeId;
  number: number;
  sealed_code: Uint8Array;
  expires_at: Date;
  held: boolean;
}>(
  'offline-code-read-out',
  `WITH chosen AS (
     SELECT id, sealed_code FROM offline_codes
     WHERE principal_id = $1 AND workstation_id = $2 AND read_out_at IS NULL AND spent_at IS NULL AND expires_at > $3
     ORDER BY held DESC, expires_at DESC, number LIMIT 1 FOR UPDATE SKIP LOCKED
   ) UPDATE offline_codes c SET sealed_code = NULL, read_out_at = $3 FROM chosen
   WHERE c.id = chosen.id AND c.read_out_at IS NULL
   RETURNING c.id, c.number, chosen.sealed_code, c.expires_at, c.held`,
);

const MARK_SPENT = new Statement<{ number: number; read_out: boolean }>(
  'offline-code-mark-spent',
  `UPDATE offline_codes SET spent_at = coalesce(spent_at, $4)
   WHERE principal_id = $1 AND workstation_id = $2 AND id = $3
   RETURNING number, read_out_at IS NOT NULL AS read_out`,
);

const SWEEP = new Statement<{ swept: number }>(
  'offline-code-sweep',
  `WITH gone AS (
     DELETE FROM offline_codes WHERE id IN (
       SELECT id FROM offline_codes WHERE expires_at < $1 LIMIT $2)
     RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Codes in the table `offline_codes`. */
export class PostgresOfflineCodeStore implements OfflineCodeStore, Sweeper {
  readonly name = 'offline codes';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async live({ principalId, workstationId }: CodeOwner, now: Date): Promise<StoredCode[]> {
    const rows = await LIVE.run(this.#pool, [principalId, workstationId, now]);
    return rows.reverse().map((row) => ({
      id: row.id,
      number: row.number,
      hash: row.hash,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      isReadOut: row.read_out,
      held: row.held,
    }));
  }

  async add(code: NewCode, { fresh, live }: { fresh: number; live: number }): Promise<boolean> {
    const { id, principalId, workstationId, sealedCode, hash, createdAt, expiresAt } = code;
    const values = [id, principalId, workstationId, sealedCode, hash, createdAt, expiresAt];
    return (await ADD.run(this.#pool, [...values, fresh, live])).length === 1;
  }

  async markHeld(ids: readonly OfflineCodeId[]): Promise<void> {
    if (ids.length > 0) await MARK_HELD.run(this.#pool, [ids]);
  }

  async findKeeper(
    principalId: string,
    workstation: string,
    now: Date,
  ): Promise<CodeKeeper | undefined> {
    const [row] = await FIND_KEEPER.run(this.#pool, [principalId, workstation, now]);
    return (
      row && {
        workstationId: row.workstation_id,
        hostname: row.hostname,
        refreshedAt: row.refreshed_at,
        left: row.left_codes,
      }
    );
  }

  async readOut(
    { principalId, workstationId }: CodeOwner,
    now: Date,
  ): Promise<TakenOfflineCode | undefined> {
    const [row] = await READ_OUT.run(this.#pool, [principalId, workstationId, now]);
    return (
      row && {
        id: row.id,
        number: row.number,
        sealedCode: row.sealed_code,
        expiresAt: row.expires_at,
        held: row.held,
      }
    );
  }

  async markSpent(
    { principalId, workstationId }: CodeOwner,
    id: OfflineCodeId,
    at: Date,
  ): Promise<{ number: number; isReadOut: boolean } | undefined> {
    const [row] = await MARK_SPENT.run(this.#pool, [principalId, workstationId, id, at]);
    return row && { number: row.number, isReadOut: row.read_out };
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEEP_MS);
    const [row] = await SWEEP.run(this.#pool, [before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
