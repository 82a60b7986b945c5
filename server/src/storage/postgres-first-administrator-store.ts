import pg from 'pg';

import { FIRST_RUN_OPERATOR } from '../first-run/first-administrator-store.js';
import type { FirstAdministratorStore } from '../first-run/first-administrator-store.js';
import { ENDED_CODES } from './postgres-administrator-store.js';
import { Statement } from './statement.js';

const UNIQUE_VIOLATION = '23505';

/** A name that is taken undoes the whole statement, so that the code holds. */
const CLAIM = new Statement<{ id: string }>(
  'claim-first-administrator',
  `WITH ${ENDED_CODES}, chosen AS (
     SELECT code_hash FROM ended WHERE code_hash = $1::bytea
   ), person AS (
     INSERT INTO local_users
       (id, name, folded_name, display_name, mail, password_hash, created_at, password_changed_at)
     SELECT $7::uuid, $5::text, $8::text, $9::text, $10::text, $11::text, $2::timestamptz, $2::timestamptz
     FROM chosen WHERE $7::uuid IS NOT NULL
     RETURNING id
   ), permit AS (
     INSERT INTO enrollment_permits (principal_id, operator, granted_at, expires_at)
     SELECT $4::text, '${FIRST_RUN_OPERATOR}', $2::timestamptz, $6::timestamptz FROM chosen
     ON CONFLICT (principal_id) DO UPDATE SET operator = excluded.operator,
       granted_at = excluded.granted_at, expires_at = excluded.expires_at
   )
   INSERT INTO role_assignments (id, subject_kind, subject, subject_realm, subject_name, role, assigned_at, assigned_by)
   SELECT $3::text, 'user', $4::text, '', $5::text, 'administrator', $2::timestamptz, '${FIRST_RUN_OPERATOR}'
   FROM chosen RETURNING id`,
);

/** Codes, roles, permits and local users of one database, changed by one statement. */
export class PostgresFirstAdministratorStore implements FirstAdministratorStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async claim(...[codeHash, administrator]: Parameters<FirstAdministratorStore['claim']>) {
    const { roleId, principalId, name, user, permittedUntil, at } = administrator;
    try {
      const rows = await CLAIM.run(this.#pool, [
        ...[codeHash, at, roleId, principalId, name, permittedUntil],
        ...[user?.id ?? null, user?.foldedName ?? null, user?.displayName ?? null],
        ...[user?.mail ?? null, user?.passwordHash ?? null],
      ]);
      return rows.length === 1 ? 'claimed' : 'invalid';
    } catch (error) {
      if (user !== undefined && isTakenName(error)) return 'exists';
      throw error;
    }
  }
}

function isTakenName(error: unknown): boolean {
  const { DatabaseError } = pg;
  return (
    error instanceof DatabaseError &&
    error.code === UNIQUE_VIOLATION &&
    error.table === 'local_users'
  );
}
