import type { PasswordLinkId } from '@gatehouse/protocol';
import type pg from 'pg';

import type { PasswordLink, PasswordLinkStore } from '../help-desk/password-link-store.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

const SWEEP_BATCH = 1000;
/** A session that was begun with a link may still give it back. */
const KEEP_MS = 60 * 60_000;

interface LinkRow {
  id: PasswordLinkId;
  principal_id: string;
  operator: string;
  generation: string | null;
  issued_at: Date;
  expires_at: Date;
}

const PUT = new Statement(
  'password-link-put',
  `INSERT INTO password_links (principal_id, id, token_mac, operator, generation, issued_at, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (principal_id) DO UPDATE SET id = excluded.id, token_mac = excluded.token_mac,
     operator = excluded.operator, generation = excluded.generation, issued_at = excluded.issued_at,
     expires_at = excluded.expires_at, used_at = NULL, used_by = NULL`,
);

const FIND = new Statement<LinkRow>(
  'password-link-find',
  `SELECT id, principal_id, operator, generation, issued_at, expires_at FROM password_links
   WHERE token_mac = $1 AND used_at IS NULL AND expires_at > $2`,
);

const USE = new Statement<{ id: string }>(
  'password-link-use',
  `UPDATE password_links SET used_at = $3, used_by = $4
   WHERE principal_id = $1 AND id = $2 AND used_at IS NULL AND expires_at > $3 RETURNING id`,
);

const GIVE_BACK = new Statement(
  'password-link-give-back',
  `UPDATE password_links SET used_at = NULL, used_by = NULL
   WHERE principal_id = $1 AND id = $2 AND used_by = $3`,
);

const FORGET = new Statement(
  'password-link-forget',
  'UPDATE password_links SET used_at = $2 WHERE principal_id = $1 AND used_at IS NULL',
);

const SWEEP = new Statement<{ swept: number }>(
  'password-link-sweep',
  `WITH gone AS (
     DELETE FROM password_links WHERE principal_id IN
       (SELECT principal_id FROM password_links WHERE expires_at < $1 LIMIT $2) AND expires_at < $1 RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Links in the table `password_links`. */
export class PostgresPasswordLinkStore implements PasswordLinkStore, Sweeper {
  readonly name = 'password links';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async put(link: PasswordLink, tokenMac: Uint8Array): Promise<void> {
    const { principalId, id, operator, generation, issuedAt, expiresAt } = link;
    const values = [principalId, id, tokenMac, operator, generation ?? null, issuedAt, expiresAt];
    await PUT.run(this.#pool, values);
  }

  async find(tokenMac: Uint8Array, now: Date): Promise<PasswordLink | undefined> {
    const [row] = await FIND.run(this.#pool, [tokenMac, now]);
    return (
      row && {
        id: row.id,
        principalId: row.principal_id,
        operator: row.operator,
        generation: row.generation ?? undefined,
        issuedAt: row.issued_at,
        expiresAt: row.expires_at,
      }
    );
  }

  async use(
    { id, principalId }: Pick<PasswordLink, 'id' | 'principalId'>,
    sessionId: string,
    now: Date,
  ): Promise<boolean> {
    return (await USE.run(this.#pool, [principalId, id, now, sessionId])).length === 1;
  }

  async giveBack(
    { id, principalId }: Pick<PasswordLink, 'id' | 'principalId'>,
    sessionId: string,
  ): Promise<void> {
    await GIVE_BACK.run(this.#pool, [principalId, id, sessionId]);
  }

  async forget(principalId: string, now: Date): Promise<void> {
    await FORGET.run(this.#pool, [principalId, now]);
  }

  async sweep(now: Date): Promise<number> {
    const [row] = await SWEEP.run(this.#pool, [new Date(now.getTime() - KEEP_MS), SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}
