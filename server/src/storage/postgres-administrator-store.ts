import type { Kysely, Selectable } from 'kysely';
import type { Pool } from 'pg';

import type { ApiKeyStore, NewApiKey, StoredApiKey } from '../administration/api-keys.js';
import type { BootstrapCodeStore } from '../administration/bootstrap.js';
import { knownPermissions, knownRoles, scopeOf } from './access-columns.js';
import type { Database } from './database.js';
import { Statement } from './statement.js';

declare module './database.js' {
  interface Database {
    api_keys: {
      id: string;
      label: string;
      secret_hash: Uint8Array;
      created_at: Date;
      last_used_at: Date | null;
      revoked_at: Date | null;
      roles: string[];
      permissions: string[];
      scope_ous: string[] | null;
      scope_realms: string[] | null;
      expires_at: Date | null;
      person_id: string | null;
      person_name: string | null;
      created_by: string | null;
    };
    bootstrap_codes: {
      code_hash: Uint8Array;
      created_at: Date;
      expires_at: Date;
      claimed_at: Date | null;
    };
  }
}

export class PostgresApiKeyStore implements ApiKeyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(key: NewApiKey): Promise<void> {
    await this.#db
      .insertInto('api_keys')
      .values({
        id: key.id,
        label: key.label,
        secret_hash: Buffer.from(key.secretHash),
        created_at: key.createdAt,
        last_used_at: null,
        revoked_at: null,
        roles: key.roles,
        permissions: key.permissions,
        scope_ous: key.scope?.ous ?? null,
        scope_realms: key.scope?.realms ?? null,
        expires_at: key.expiresAt ?? null,
        person_id: key.person?.principalId ?? null,
        person_name: key.person?.name ?? null,
        created_by: key.createdBy ?? null,
      })
      .execute();
  }

  async find(secretHash: Uint8Array): Promise<StoredApiKey | undefined> {
    const row = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('secret_hash', '=', Buffer.from(secretHash))
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async findById(id: string): Promise<StoredApiKey | undefined> {
    const row = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async list(): Promise<StoredApiKey[]> {
    const rows = await this.#db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
    return rows.map(fromRow);
  }

  async touch(id: string, at: Date): Promise<void> {
    await this.#db.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
  }

  async revoke(id: string, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('api_keys')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}

function fromRow(row: Selectable<Database['api_keys']>): StoredApiKey {
  const scope = scopeOf(row);
  return {
    id: row.id,
    label: row.label,
    secretHash: row.secret_hash,
    roles: knownRoles(row.roles),
    permissions: knownPermissions(row.permissions),
    ...(scope === undefined ? {} : { scope }),
    createdBy: row.created_by ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    person:
      row.person_id === null
        ? undefined
        : { principalId: row.person_id, name: row.person_name ?? row.person_id },
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}

export class PostgresBootstrapCodeStore implements BootstrapCodeStore {
  readonly #db: Kysely<Database>;
  readonly #pool: Pool;

  constructor(db: Kysely<Database>, pool: Pool) {
    this.#db = db;
    this.#pool = pool;
  }

  async add(code: Parameters<BootstrapCodeStore['add']>[0]): Promise<void> {
    await this.#db
      .insertInto('bootstrap_codes')
      .values({
        code_hash: Buffer.from(code.hash),
        created_at: code.createdAt,
        expires_at: code.expiresAt,
        claimed_at: null,
      })
      .execute();
  }

  async isClaimed(): Promise<boolean> {
    return (await IS_CLAIMED.run(this.#pool, [])).length === 1;
  }

  async isOpen(hash: Uint8Array, now: Date): Promise<boolean> {
    return (await IS_OPEN.run(this.#pool, [hash, now])).length === 1;
  }

  async claim(...[hash, key, now]: Parameters<BootstrapCodeStore['claim']>): Promise<boolean> {
    const rows = await CLAIM.run(this.#pool, [
      hash,
      now,
      key.id,
      key.label,
      key.secretHash,
      key.createdAt,
      key.roles,
    ]);
    return rows.length === 1;
  }
}

/** Somebody administers the server over the network: who has a key, or a role that reaches everybody. */
const CLAIMED = `(EXISTS (SELECT FROM api_keys) OR EXISTS (
  SELECT FROM role_assignments
  WHERE role = 'administrator' AND scope_ous IS NULL AND scope_realms IS NULL
))`;

/**
 * Ends all codes by a right one; `$1` is its hash, `$2` the time. Several starts may have printed a code. Of two claims at
 * once the second waits for the rows of the first, and then finds none that is open.
 */
export const ENDED_CODES = `ended AS (
     UPDATE bootstrap_codes SET claimed_at = $2::timestamptz
     WHERE claimed_at IS NULL
       AND NOT ${CLAIMED}
       AND EXISTS (
         SELECT FROM bootstrap_codes AS given
         WHERE given.code_hash = $1::bytea AND given.claimed_at IS NULL
           AND given.expires_at > $2::timestamptz
       )
     RETURNING code_hash
   )`;

const IS_CLAIMED = new Statement<{ claimed: boolean }>(
  'bootstrap-claimed',
  `SELECT true AS claimed WHERE ${CLAIMED}`,
);

const IS_OPEN = new Statement<{ code_hash: Uint8Array }>(
  'bootstrap-code-open',
  'SELECT code_hash FROM bootstrap_codes WHERE code_hash = $1 AND claimed_at IS NULL AND expires_at > $2',
);

const CLAIM = new Statement<{ id: string }>(
  'claim-bootstrap-code',
  `WITH ${ENDED_CODES}
   INSERT INTO api_keys (id, label, secret_hash, created_at, roles)
   SELECT $3::text, $4::text, $5::bytea, $6::timestamptz, $7::text[] FROM ended WHERE code_hash = $1::bytea
   RETURNING id`,
);
