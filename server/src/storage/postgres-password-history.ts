import type pg from 'pg';

import { MAX_HISTORY } from '../password/history/password-history.js';
import type { PasswordHistory, PastPassword } from '../password/history/password-history.js';
import { Statement } from './statement.js';

const LIST = new Statement<{ tag: Uint8Array }>(
  'password-history-list',
  `SELECT tag FROM password_history WHERE principal_id = $1
   ORDER BY proven_at DESC, generation DESC NULLS FIRST LIMIT ${MAX_HISTORY}`,
);

const KNOWS = new Statement<{ found: boolean }>(
  'password-history-knows',
  `SELECT EXISTS (
     SELECT 1 FROM password_history WHERE principal_id = $1 AND generation = $2
   ) AS found`,
  { locks: [] },
);

/**
 * The password that is being added counts among the newest, whatever the table was before: a statement sees it as it was.
 * One that is there already becomes the newest only when it is in use again.
 */
const ADD = new Statement(
  'password-history-add',
  `WITH added AS (
     INSERT INTO password_history AS known (principal_id, tag, generation, proven_at)
     VALUES ($1, $2, $3::numeric, $4::timestamptz)
     ON CONFLICT (principal_id, tag) DO UPDATE SET
       generation = coalesce(excluded.generation, known.generation),
       proven_at = CASE
         WHEN known.generation IS NOT NULL AND excluded.generation IS DISTINCT FROM known.generation
         THEN excluded.proven_at ELSE known.proven_at
       END
   )
   DELETE FROM password_history WHERE principal_id = $1 AND tag <> $2 AND tag NOT IN (
     SELECT tag FROM password_history WHERE principal_id = $1 AND tag <> $2
     ORDER BY proven_at DESC LIMIT ${MAX_HISTORY - 1}
   )`,
);

const FORGET = new Statement<{ tag: Uint8Array }>(
  'password-history-forget',
  'DELETE FROM password_history WHERE principal_id = $1 RETURNING tag',
);

/** Tags in the table `password_history`. */
export class PostgresPasswordHistory implements PasswordHistory {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list(principalId: string): Promise<Uint8Array[]> {
    return (await LIST.run(this.#pool, [principalId])).map(({ tag }) => tag);
  }

  async knows(principalId: string, generation: string): Promise<boolean> {
    const [row] = await KNOWS.run(this.#pool, [principalId, generation]);
    return row?.found === true;
  }

  async add({ principalId, tag, generation, now }: PastPassword): Promise<void> {
    await ADD.run(this.#pool, [principalId, tag, generation ?? null, now]);
  }

  async forget(principalId: string): Promise<number> {
    return (await FORGET.run(this.#pool, [principalId])).length;
  }
}
