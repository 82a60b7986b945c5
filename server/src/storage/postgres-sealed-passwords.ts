import type pg from 'pg';

import { openSealed } from '../keyring/keyring.js';
import type { Keyring } from '../keyring/keyring.js';
import {
  MAX_SEALED_PASSWORDS,
  NEWEST_KEPT,
  sealedPasswordBinding,
} from '../recovery/sealed-passwords.js';
import type {
  PasswordSealer,
  ProvenPassword,
  SealedPassword,
  SealedPasswords,
} from '../recovery/sealed-passwords.js';
import type { SealedColumn } from './postgres-key-store.js';
import { Statement } from './statement.js';

/** Where a rotation of the keyring finds them. */
export const SEALED_PASSWORDS: SealedColumn = {
  table: 'sealed_passwords',
  column: 'sealed',
  key: 'id',
  owner: 'principal_id',
  associatedData: sealedPasswordBinding,
};

interface SealedPasswordRow {
  id: string;
  key_id: string;
  /** The driver reads a numeric as text. */
  generation: string;
  sealed: Uint8Array;
}

/** Passwords of an earlier key go when nobody can be in the middle of a logon with it. */
const EARLIER_KEY_MS = 60 * 60_000;

/** A statement sees the table as it was before it, hence the generation that is being stored is named beside the rest. */
const STORE = new Statement(
  'sealed-password-store',
  `WITH known AS (
     SELECT generation FROM sealed_passwords WHERE principal_id = $2 AND key_id = $3
     UNION SELECT $4::numeric
   ), ranked AS (
     SELECT generation, row_number() OVER (ORDER BY generation DESC) AS age, EXISTS (
       SELECT 1 FROM kits WHERE principal_id = $2 AND accepted_generation = known.generation) AS accepted
     FROM known
   ), kept AS (
     SELECT generation FROM ranked WHERE age <= ${NEWEST_KEPT} OR accepted
     ORDER BY generation DESC LIMIT ${MAX_SEALED_PASSWORDS}
   ), stored AS (
     INSERT INTO sealed_passwords (id, principal_id, key_id, generation, sealed, sealed_at)
     SELECT $1, $2, $3, $4, $5::bytea, $6::timestamptz WHERE $4 IN (SELECT generation FROM kept)
     ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, sealed_at = excluded.sealed_at
       WHERE sealed_passwords.principal_id = excluded.principal_id
   )
   DELETE FROM sealed_passwords WHERE principal_id = $2 AND CASE
     WHEN key_id = $3 THEN generation NOT IN (SELECT generation FROM kept)
     ELSE sealed_at < $7
   END`,
);

const LIST = new Statement<SealedPasswordRow>(
  'sealed-password-list',
  `SELECT id, key_id, generation, sealed FROM (
     SELECT *, row_number() OVER (PARTITION BY key_id ORDER BY generation DESC) AS age
     FROM sealed_passwords WHERE principal_id = $1
   ) AS ranked WHERE age <= ${MAX_SEALED_PASSWORDS} ORDER BY generation, key_id`,
);

const NEWEST = new Statement<SealedPasswordRow>(
  'sealed-password-newest',
  `SELECT id, key_id, generation, sealed FROM sealed_passwords WHERE principal_id = $1 AND key_id = $2
   ORDER BY generation DESC LIMIT 1`,
);

const HAS = new Statement<{ found: boolean }>(
  'sealed-password-has',
  `SELECT EXISTS (
     SELECT 1 FROM sealed_passwords WHERE principal_id = $1 AND key_id = $2 AND generation = $3
   ) AS found`,
  { locks: [] },
);

/** Passwords in the table `sealed_passwords`, under the keyring besides. */
export class PostgresSealedPasswords implements SealedPasswords {
  readonly #pool: pg.Pool;
  readonly #keyring: Keyring;
  readonly #seal: PasswordSealer;

  constructor(dependencies: { pool: pg.Pool; keyring: Keyring; seal: PasswordSealer }) {
    this.#pool = dependencies.pool;
    this.#keyring = dependencies.keyring;
    this.#seal = dependencies.seal;
  }

  async store({ password, now, ...recipient }: ProvenPassword): Promise<void> {
    const { principalId, keyId, generation } = recipient;
    const sealed = await this.#seal(recipient, password);
    const id = `${keyId}/${generation}`;
    await STORE.run(this.#pool, [
      ...[id, principalId, keyId, generation],
      this.#keyring.seal(sealed, sealedPasswordBinding(id, principalId)),
      now,
      new Date(now.getTime() - EARLIER_KEY_MS),
    ]);
  }

  async list(principalId: string): Promise<SealedPassword[]> {
    const rows = await LIST.run(this.#pool, [principalId]);
    return Promise.all(rows.map((row) => this.#open(row, principalId)));
  }

  async newest(principalId: string, keyId: string): Promise<SealedPassword | undefined> {
    const [row] = await NEWEST.run(this.#pool, [principalId, keyId]);
    return row && this.#open(row, principalId);
  }

  async has(principalId: string, keyId: string, generation: string): Promise<boolean> {
    const [row] = await HAS.run(this.#pool, [principalId, keyId, generation]);
    return row?.found === true;
  }

  async #open(row: SealedPasswordRow, principalId: string): Promise<SealedPassword> {
    const binding = sealedPasswordBinding(row.id, principalId);
    const sealed = await openSealed(this.#keyring, row.sealed, binding);
    return { keyId: row.key_id, generation: row.generation, sealed };
  }
}
