import type { CredentialId } from '@gatehouse/protocol';
import type pg from 'pg';

import { seedBinding } from '../factors/credential-store.js';
import type {
  Credential,
  CredentialStore,
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
}

const COLUMNS = `id, principal_id, method, label, sealed_seed, address, created_at, algorithm, digits,
  period_seconds, last_step, far_step, far_at`;

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
     DELETE FROM credentials WHERE principal_id = $1 AND id = $2 RETURNING method, serial, last_step
   ), returned AS (
     UPDATE tokens SET last_step = greatest(tokens.last_step, gone.last_step)
     FROM gone WHERE tokens.serial = gone.serial
   ) SELECT method FROM gone`,
);

/** Credentials in the table `credentials`. */
export class PostgresCredentialStore implements CredentialStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(credential: Credential): Promise<void> {
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
}

function toCredential(row: CredentialRow): Credential[] {
  const { id, principal_id: principalId, created_at: createdAt } = row;
  if (row.address !== null) {
    return [{ method: 'email', id, principalId, address: row.address, createdAt }];
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
