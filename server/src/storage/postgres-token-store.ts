import type { CredentialId } from '@gatehouse/protocol';
import pg from 'pg';

import { tokenBinding } from '../tokens/token-store.js';
import type {
  StoredToken,
  TokenAssignment,
  TokenStore,
  TokenSummary,
} from '../tokens/token-store.js';
import type { SealedColumn } from './postgres-key-store.js';
import { Statement } from './statement.js';

/** Where a rotation of the keyring finds the seeds of tokens. */
export const TOKEN_SEEDS: SealedColumn = {
  table: 'tokens',
  column: 'sealed_seed',
  key: 'serial',
  associatedData: tokenBinding,
};

/** Rows that one statement adds or looks up: it ends well before the time limit of statements, and is made in some milliseconds. */
const BATCH = 2_000;

interface TokenRow {
  serial: string;
  method: StoredToken['method'];
  sealed_seed: Uint8Array;
  algorithm: StoredToken['shape']['algorithm'];
  digits: StoredToken['shape']['digits'];
  period_seconds: number | null;
  /** The driver reads a bigint as text. */
  last_step: string;
  imported_at: Date;
  principal_id: string | null;
}

const KNOWN = new Statement<{ serial: string }>(
  'token-known',
  'SELECT serial FROM tokens WHERE serial = ANY($1)',
);

const ADD = `INSERT INTO tokens (serial, method, sealed_seed, algorithm, digits, period_seconds, last_step, imported_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[], $5::smallint[], $6::integer[],
    $7::bigint[], $8::timestamptz[])`;

/** The copy of the seed is the person's; everything else is the token's. */
const ASSIGN = `INSERT INTO credentials
    (id, principal_id, method, label, sealed_seed, algorithm, digits, period_seconds, last_step, serial, created_at)
  SELECT a.id, a.principal_id, t.method, t.serial, a.sealed_seed, t.algorithm, t.digits,
    coalesce(t.period_seconds, 30), t.last_step, t.serial, a.assigned_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::timestamptz[])
    AS a (serial, id, principal_id, sealed_seed, assigned_at)
  JOIN tokens t ON t.serial = a.serial
  ON CONFLICT (serial) DO NOTHING RETURNING serial`;

const ASSIGN_ONE = new Statement<{ serial: string }>('token-assign', ASSIGN);

const COLUMNS = `t.serial, t.method, t.sealed_seed, t.algorithm, t.digits, t.period_seconds, t.last_step,
  t.imported_at, c.principal_id`;

const FIND = new Statement<TokenRow>(
  'token-find',
  `SELECT ${COLUMNS} FROM tokens t LEFT JOIN credentials c ON c.serial = t.serial WHERE t.serial = $1`,
);

const LIST = new Statement<TokenRow>(
  'token-list',
  `SELECT ${COLUMNS} FROM tokens t LEFT JOIN credentials c ON c.serial = t.serial
   WHERE t.serial > $1 ORDER BY t.serial LIMIT $2`,
);

const UNASSIGN = new Statement<{ id: CredentialId; principal_id: string }>(
  'token-unassign',
  `WITH gone AS (
     DELETE FROM credentials WHERE serial = $1 RETURNING id, principal_id, last_step
   ), returned AS (
     UPDATE tokens SET last_step = greatest(tokens.last_step, gone.last_step) FROM gone WHERE serial = $1
   ) SELECT id, principal_id FROM gone`,
);

const REMOVE = new Statement<{ serial: string }>(
  'token-remove',
  `DELETE FROM tokens t WHERE serial = $1
   AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.serial = t.serial) RETURNING serial`,
);

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/** Tokens in the table `tokens`; those that somebody has are in `credentials`, too. */
export class PostgresTokenStore implements TokenStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async known(serials: readonly string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (const batch of batchesOf(serials)) {
      for (const { serial } of await KNOWN.run(this.#pool, [batch])) found.add(serial);
    }
    return found;
  }

  async add(
    tokens: readonly StoredToken[],
    assignments: readonly TokenAssignment[],
  ): Promise<boolean> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      for (const batch of batchesOf(tokens)) await client.query(ADD, tokenValues(batch));
      for (const batch of batchesOf(assignments)) {
        await client.query(ASSIGN, assignmentValues(batch));
      }
      await client.query('COMMIT');
      return true;
    } catch (error) {
      await client.query('ROLLBACK');
      if (codeOf(error) === UNIQUE_VIOLATION) return false;
      throw error;
    } finally {
      client.release();
    }
  }

  async find(serial: string) {
    const [row] = await FIND.run(this.#pool, [serial]);
    return row && { ...fromRow(row), principalId: row.principal_id ?? undefined };
  }

  async list(after: string, limit: number): Promise<TokenSummary[]> {
    const rows = await LIST.run(this.#pool, [after, limit]);
    return rows.map((row) => {
      const { serial, method, shape, periodSeconds, importedAt } = fromRow(row);
      const principalId = row.principal_id ?? undefined;
      return { serial, method, shape, periodSeconds, importedAt, principalId };
    });
  }

  async assign(assignment: TokenAssignment): Promise<boolean> {
    return (await ASSIGN_ONE.run(this.#pool, assignmentValues([assignment]))).length === 1;
  }

  async unassign(serial: string) {
    const [row] = await UNASSIGN.run(this.#pool, [serial]);
    return row && { principalId: row.principal_id, credentialId: row.id };
  }

  async remove(serial: string): Promise<boolean> {
    try {
      return (await REMOVE.run(this.#pool, [serial])).length === 1;
    } catch (error) {
      // Somebody was given it at the same moment.
      if (codeOf(error) === FOREIGN_KEY_VIOLATION) return false;
      throw error;
    }
  }
}

function* batchesOf<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH);
}

function tokenValues(tokens: readonly StoredToken[]): unknown[][] {
  return [
    tokens.map(({ serial }) => serial),
    tokens.map(({ method }) => method),
    tokens.map(({ sealedSeed }) => Buffer.from(sealedSeed)),
    tokens.map(({ shape }) => shape.algorithm),
    tokens.map(({ shape }) => shape.digits),
    tokens.map(({ periodSeconds }) => periodSeconds ?? null),
    tokens.map(({ lastStep }) => lastStep),
    tokens.map(({ importedAt }) => importedAt),
  ];
}

function assignmentValues(assignments: readonly TokenAssignment[]) {
  return [
    assignments.map(({ serial }) => serial),
    assignments.map(({ credentialId }) => credentialId),
    assignments.map(({ principalId }) => principalId),
    assignments.map(({ sealedSeed }) => Buffer.from(sealedSeed)),
    assignments.map(({ assignedAt }) => assignedAt),
  ];
}

function fromRow(row: TokenRow): StoredToken {
  return {
    serial: row.serial,
    method: row.method,
    sealedSeed: row.sealed_seed,
    shape: { algorithm: row.algorithm, digits: row.digits },
    periodSeconds: row.period_seconds ?? undefined,
    lastStep: Number(row.last_step),
    importedAt: row.imported_at,
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
