import type { CredentialId } from '@gatehouse/protocol';
import type pg from 'pg';

import { seedBinding } from '../factors/credential-store.js';
import type {
  BreakGlassCredential,
  Credential,
  CredentialStore,
  EnrolledCredential,
  FarCounter,
  NewestAuthenticator,
} from '../factors/credential-store.js';
import type { CodeShape } from '../factors/one-time-code.js';
import type { SealedColumn } from './postgres-key-store.js';
import { Statement } from './statement.js';

/** Where a rotation of the keyring finds the seeds. */
export const CREDENTIAL_SEEDS: SealedColumn = {
  table: 'credentials',
  column: 'sealed_seed',
  key: 'id',
  owner: 'principal_id',
  associatedData: seedBinding,
};

interface CredentialRow {
  id: CredentialId;
  principal_id: string;
  method: Credential['method'];
  label: string | null;
  sealed_seed: Uint8Array | null;
  address: string | null;
  created_at: Date;
  algorithm: CodeShape['algorithm'];
  digits: CodeShape['digits'];
  period_seconds: number;
  /** The driver reads a bigint as text. */
  last_step: string;
  far_step: string | null;
  far_at: Date | null;
  code_mac: Uint8Array | null;
  expires_at: Date | null;
}

const COLUMNS = `id, principal_id, method, label, sealed_seed, address, created_at, algorithm, digits,
  period_seconds, last_step, far_step, far_at, code_mac, expires_at`;

const ADD_TOTP = new Statement(
  'credential-add-totp',
  `INSERT INTO credentials (id, principal_id, method, label, sealed_seed, created_at)
   VALUES ($1, $2, 'totp', $3, $4, $5)`,
);

const SET_EMAIL = new Statement(
  'credential-set-email',
  `INSERT INTO credentials (id, principal_id, method, address, created_at) VALUES ($1, $2, 'email', $3, $4)
   ON CONFLICT (principal_id) WHERE method = 'email'
   DO UPDATE SET id = excluded.id, address = excluded.address, created_at = excluded.created_at`,
);

/** Codes that open nothing any more: their slots are free. */
const DROP_DEAD_CODES = new Statement(
  'credential-drop-dead-codes',
  `DELETE FROM credentials
   WHERE principal_id = $1 AND method = 'break-glass' AND (last_step >= 0 OR expires_at <= $2)`,
);

/** Into the first free slot: of two at once that find the same one, one stores nothing. */
const ADD_BREAK_GLASS = new Statement<{ slot: number | null; added: boolean }>(
  'credential-add-break-glass',
  `WITH free AS (
     SELECT candidate AS slot FROM generate_series(1, $6::int) AS candidate
     WHERE NOT EXISTS (SELECT 1 FROM credentials AS c
       WHERE c.principal_id = $2 AND c.method = 'break-glass' AND c.slot = candidate)
     ORDER BY candidate LIMIT 1
   ), added AS (
     INSERT INTO credentials (id, principal_id, method, code_mac, created_at, expires_at, slot)
     SELECT $1, $2, 'break-glass', $3, $4, $5, slot FROM free
     ON CONFLICT (principal_id, slot) WHERE method = 'break-glass' DO NOTHING RETURNING 1
   ) SELECT (SELECT slot FROM free) AS slot, EXISTS (SELECT 1 FROM added) AS added`,
);

const LIST = new Statement<CredentialRow>(
  'credential-list',
  `SELECT ${COLUMNS} FROM credentials WHERE principal_id = $1 ORDER BY created_at, id`,
  { locks: [] },
);

/** What a workstation can check by itself: `totp` in the protocol. */
const NEWEST_AUTHENTICATOR = new Statement<CredentialRow>(
  'credential-newest-authenticator',
  `SELECT ${COLUMNS} FROM credentials
   WHERE principal_id = $1 AND method = 'totp' AND algorithm = 'sha1' AND digits = 6 AND period_seconds = 30
   ORDER BY created_at DESC, id DESC LIMIT 1`,
);

const REMEMBER_FAR = new Statement<{ id: string }>(
  'credential-remember-far',
  `UPDATE credentials SET far_step = $2, far_at = $3
   WHERE id = $1 AND method = 'hotp' AND last_step < $2 RETURNING id`,
);

/** A token's counter stays with the token: whoever gets it next starts where it was. */
const REMOVE = new Statement<{ method: Credential['method'] }>(
  'credential-remove',
  `WITH gone AS (
     DELETE FROM credentials WHERE principal_id = $1 AND id = $2 AND method <> 'recovery-code'
     RETURNING method, serial, last_step
   ), returned AS (
     UPDATE tokens SET last_step = greatest(tokens.last_step, gone.last_step)
     FROM gone WHERE tokens.serial = gone.serial
   ) SELECT method FROM gone`,
);

const REMOVE_RECOVERY_CODES = new Statement<{ had: boolean; left: number }>(
  'credential-remove-recovery-codes',
  `WITH gone AS (
     DELETE FROM credentials WHERE principal_id = $1 AND method = 'recovery-code' RETURNING last_step
   ) SELECT count(*) > 0 AS had, count(*) FILTER (WHERE last_step < 0)::int AS left FROM gone`,
);

/** Credentials in the table `credentials`. */
export class PostgresCredentialStore implements CredentialStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(credential: EnrolledCredential): Promise<void> {
    const { id, principalId, createdAt } = credential;
    if (credential.method === 'email') {
      await SET_EMAIL.run(this.#pool, [id, principalId, credential.address, createdAt]);
    } else if (credential.method === 'hotp') {
      throw new RangeError('tokens are assigned, not added');
    } else {
      const { label, sealedSeed } = credential;
      await ADD_TOTP.run(this.#pool, [id, principalId, label ?? null, sealedSeed, createdAt]);
    }
  }

  async addBreakGlass(credential: BreakGlassCredential, limit: number): Promise<boolean> {
    const { id, principalId, codeMac, createdAt, expiresAt } = credential;
    await DROP_DEAD_CODES.run(this.#pool, [principalId, createdAt]);
    const values = [id, principalId, codeMac, createdAt, expiresAt, limit];
    // Whoever was overtaken at a slot finds the next one, as long as there is one.
    for (let tries = 0; tries <= limit; tries++) {
      const [row] = await ADD_BREAK_GLASS.run(this.#pool, values);
      if (row?.added === true) return true;
      if (row?.slot === null || row?.slot === undefined) return false;
    }
    return false;
  }

  async list(principalId: string): Promise<Credential[]> {
    return (await LIST.run(this.#pool, [principalId])).flatMap(toCredential);
  }

  async newestAuthenticator(principalId: string): Promise<NewestAuthenticator | undefined> {
    const [row] = await NEWEST_AUTHENTICATOR.run(this.#pool, [principalId]);
    const [credential] = row === undefined ? [] : toCredential(row);
    if (row === undefined || credential?.method !== 'totp') return undefined;
    return { credential, lastStep: Number(row.last_step) };
  }

  async rememberFar(id: CredentialId, { counter, seenAt }: FarCounter): Promise<void> {
    await REMEMBER_FAR.run(this.#pool, [id, counter, seenAt]);
  }

  async remove(principalId: string, id: CredentialId): Promise<Credential['method'] | undefined> {
    const [removed] = await REMOVE.run(this.#pool, [principalId, id]);
    return removed?.method;
  }

  async removeRecoveryCodes(principalId: string): Promise<number | undefined> {
    const [row] = await REMOVE_RECOVERY_CODES.run(this.#pool, [principalId]);
    return row?.had === true ? row.left : undefined;
  }
}

function toCredential(row: CredentialRow): Credential[] {
  const { id, principal_id: principalId, created_at: createdAt } = row;
  if (row.address !== null) {
    return [{ method: 'email', id, principalId, address: row.address, createdAt }];
  }
  const { code_mac: codeMac, expires_at: expiresAt } = row;
  if (codeMac !== null) {
    const code = { id, principalId, codeMac, used: Number(row.last_step) >= 0, createdAt };
    return expiresAt === null
      ? [{ method: 'recovery-code', ...code }]
      : [{ method: 'break-glass', ...code, expiresAt }];
  }
  // The table's own checks leave only authenticators here.
  if (row.sealed_seed === null) return [];
  const { sealed_seed: sealedSeed, algorithm, digits, period_seconds: periodSeconds } = row;
  const label = row.label ?? undefined;
  const seeded = { id, principalId, sealedSeed, label, createdAt, shape: { algorithm, digits } };
  if (row.method !== 'hotp') return [{ method: 'totp', ...seeded, periodSeconds }];
  const { last_step: lastStep, far_step: counter, far_at: seenAt } = row;
  const far =
    counter === null || seenAt === null ? undefined : { counter: Number(counter), seenAt };
  return [{ method: 'hotp', ...seeded, lastCounter: Number(lastStep), far }];
}
