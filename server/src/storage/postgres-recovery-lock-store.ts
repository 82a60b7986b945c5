import type pg from 'pg';

import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import { lockBinding } from '../recovery/recovery-lock-store.js';
import type {
  PutCondition,
  RecoveryLockStore,
  StoredRecoveryLock,
} from '../recovery/recovery-lock-store.js';
import type { SealedColumn } from './postgres-key-store.js';
import { Statement } from './statement.js';

/** Where a rotation of the keyring finds the locks. */
export const RECOVERY_LOCKS: SealedColumn = {
  table: 'recovery_locks',
  column: 'sealed_lock',
  key: 'principal_id',
  owner: 'key_id',
  associatedData: lockBinding,
};

interface LockRow {
  key_id: string;
  public_key: Uint8Array;
  sealed_lock: Uint8Array;
  policy_digest: string;
  enrolled_at: Date;
}

const FIND = new Statement<LockRow>(
  'recovery-lock-find',
  `SELECT key_id, public_key, sealed_lock, policy_digest, enrolled_at
   FROM recovery_locks WHERE principal_id = $1`,
  { locks: [] },
);

/** The logon's row is locked first, so that none is given up while its lock is stored. */
const PUT = new Statement<{ key_id: string }>(
  'recovery-lock-put',
  `WITH enrolling AS (
     SELECT id FROM logons
     WHERE id = $7 AND principal_id = $1 AND state = 'enrolling' AND expires_at > $8 FOR UPDATE
   )
   INSERT INTO recovery_locks AS l (principal_id, key_id, public_key, sealed_lock, policy_digest, enrolled_at)
   SELECT $1, $2, $3::bytea, $4::bytea, $5, $8::timestamptz FROM enrolling
   WHERE $6::text IS NULL OR EXISTS (SELECT 1 FROM recovery_locks WHERE principal_id = $1 AND key_id = $6)
   ON CONFLICT (principal_id) DO UPDATE SET
     key_id = excluded.key_id, public_key = excluded.public_key, sealed_lock = excluded.sealed_lock,
     policy_digest = excluded.policy_digest, enrolled_at = excluded.enrolled_at
   WHERE l.key_id = $6
   RETURNING key_id`,
);

const REMOVE = new Statement<{ key_id: string }>(
  'recovery-lock-remove',
  'DELETE FROM recovery_locks WHERE principal_id = $1 RETURNING key_id',
);

/** Recovery locks in the table `recovery_locks`. */
export class PostgresRecoveryLockStore implements RecoveryLockStore {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;

  constructor(pool: pg.Pool, keyring: Keyring) {
    this.#pool = pool;
    this.#keyring = keyring;
  }

  async find(principalId: string): Promise<StoredRecoveryLock | undefined> {
    const [row] = await FIND.run(this.#pool, [principalId]);
    if (row === undefined) return undefined;
    const keyId = row.key_id;
    return {
      principalId,
      keyId,
      publicKey: row.public_key,
      lock: await openSealed(this.#keyring, row.sealed_lock, lockBinding(principalId, keyId)),
      policyDigest: row.policy_digest,
      enrolledAt: row.enrolled_at,
    };
  }

  async put(
    { principalId, keyId, publicKey, lock, policyDigest }: StoredRecoveryLock,
    { replaces, logonId, now }: PutCondition,
  ): Promise<boolean> {
    const sealed = this.#keyring.seal(lock, lockBinding(principalId, keyId));
    const rows = await PUT.run(this.#pool, [
      principalId,
      keyId,
      publicKey,
      sealed,
      policyDigest,
      replaces ?? null,
      logonId,
      now,
    ]);
    return rows.length === 1;
  }

  async remove(principalId: string): Promise<boolean> {
    return (await REMOVE.run(this.#pool, [principalId])).length === 1;
  }
}
