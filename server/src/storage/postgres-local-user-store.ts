import type pg from 'pg';

import type {
  LocalUser,
  LocalUserSearch,
  LocalUserStore,
  NewLocalUser,
} from '../directory/local/local-user-store.js';
import { Statement } from './statement.js';

interface LocalUserRow {
  id: string;
  /** The driver reads a bigint as text. */
  rid: string;
  name: string;
  display_name: string | null;
  mail: string | null;
  password_changed_at: Date;
}

const COLUMNS = 'id, rid, name, display_name, mail, password_changed_at';

const ADD_DOMAIN = new Statement(
  'local-domain-add',
  'INSERT INTO local_domain (sid) VALUES ($1) ON CONFLICT (single) DO NOTHING',
);

const READ_DOMAIN = new Statement<{ sid: string }>(
  'local-domain-read',
  'SELECT sid FROM local_domain',
);

const ADD = new Statement<LocalUserRow>(
  'local-user-add',
  `INSERT INTO local_users
     (id, name, folded_name, display_name, mail, password_hash, created_at, password_changed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
   ON CONFLICT (folded_name) DO NOTHING
   RETURNING ${COLUMNS}`,
);

const FIND = new Statement<LocalUserRow>(
  'local-user-find',
  `SELECT ${COLUMNS} FROM local_users WHERE folded_name = $1`,
);

const FIND_BY_ID = new Statement<LocalUserRow>(
  'local-user-find-by-id',
  `SELECT ${COLUMNS} FROM local_users WHERE id = $1`,
);

const LIST = new Statement<LocalUserRow>(
  'local-user-list',
  `SELECT ${COLUMNS} FROM local_users ORDER BY folded_name LIMIT $1`,
);

/** Beginnings are compared as they are: what has a meaning to LIKE has none here. */
const SEARCH = new Statement<LocalUserRow>(
  'local-user-search',
  `SELECT ${COLUMNS} FROM local_users
   WHERE rid = $1 OR folded_name = $2 OR starts_with(folded_name, $3) OR starts_with(lower(mail), $3)
     OR strpos(' ' || lower(display_name), ' ' || $3) > 0
   ORDER BY folded_name LIMIT $4`,
);

const READ_HASH = new Statement<{ password_hash: string }>(
  'local-user-read-hash',
  'SELECT password_hash FROM local_users WHERE id = $1',
);

const SET_HASH = new Statement<{ id: string }>(
  'local-user-set-hash',
  // A millisecond later than the change before at the least: no two passwords share a generation.
  `UPDATE local_users SET password_hash = $2,
     password_changed_at = greatest($3, date_trunc('milliseconds', password_changed_at) + interval '1 millisecond')
   WHERE id = $1 RETURNING id`,
);

const UPGRADE_HASH = new Statement(
  'local-user-upgrade-hash',
  'UPDATE local_users SET password_hash = $3 WHERE id = $1 AND password_hash = $2',
);

/** Local users in the table `local_users`. */
export class PostgresLocalUserStore implements LocalUserStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async domainSid(candidate: string): Promise<string> {
    const [present] = await READ_DOMAIN.run(this.#pool, []);
    if (present !== undefined) return present.sid;
    await ADD_DOMAIN.run(this.#pool, [candidate]);
    const [first] = await READ_DOMAIN.run(this.#pool, []);
    return first?.sid ?? candidate;
  }

  async add(user: NewLocalUser): Promise<LocalUser | undefined> {
    const { id, name, foldedName, displayName, mail, passwordHash, createdAt } = user;
    const optional = [displayName ?? null, mail ?? null];
    const [row] = await ADD.run(this.#pool, [
      ...[id, name, foldedName],
      ...optional,
      ...[passwordHash, createdAt],
    ]);
    return row && toLocalUser(row);
  }

  async find(foldedName: string): Promise<LocalUser | undefined> {
    const [row] = await FIND.run(this.#pool, [foldedName]);
    return row && toLocalUser(row);
  }

  async findById(id: string): Promise<LocalUser | undefined> {
    const [row] = await FIND_BY_ID.run(this.#pool, [id]);
    return row && toLocalUser(row);
  }

  async list(limit: number): Promise<LocalUser[]> {
    return (await LIST.run(this.#pool, [limit])).map(toLocalUser);
  }

  async search({ rid, name, beginning }: LocalUserSearch, limit: number): Promise<LocalUser[]> {
    const wanted = [rid ?? null, name ?? null, beginning ?? null];
    return (await SEARCH.run(this.#pool, [...wanted, limit])).map(toLocalUser);
  }

  async passwordHash(id: string): Promise<string | undefined> {
    const [row] = await READ_HASH.run(this.#pool, [id]);
    return row?.password_hash;
  }

  async setPasswordHash(id: string, passwordHash: string, changedAt: Date): Promise<boolean> {
    return (await SET_HASH.run(this.#pool, [id, passwordHash, changedAt])).length === 1;
  }

  async upgradePasswordHash(id: string, from: string, to: string): Promise<void> {
    await UPGRADE_HASH.run(this.#pool, [id, from, to]);
  }
}

function toLocalUser(row: LocalUserRow): LocalUser {
  return {
    id: row.id,
    rid: Number(row.rid),
    name: row.name,
    displayName: row.display_name ?? undefined,
    mail: row.mail ?? undefined,
    passwordChangedAt: row.password_changed_at,
  };
}
