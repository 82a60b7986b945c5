import type { CorrelationId, FactorMethod, SessionId } from '@gatehouse/protocol';
import type pg from 'pg';

import type {
  OpenOutcome,
  SessionLimit,
  SessionSelection,
  SessionStore,
} from '../sessions/session-store.js';
import type { StoredSession } from '../sessions/session.js';
import { Statement } from './statement.js';

interface SessionRow {
  id: SessionId;
  principal_id: string;
  principal_name: string;
  methods: FactorMethod[];
  /** The driver reads a numeric as text. */
  generation: string | null;
  created_at: Date;
  last_seen_at: Date;
  authenticated_at: Date;
  checked_at: Date;
  idle_minutes: number;
  idle_expires_at: Date;
  expires_at: Date;
  address: string | null;
  user_agent: string | null;
  correlation_id: CorrelationId;
}

/** Of a join that found nobody. */
type Nulls = { [K in keyof SessionRow]: null };

const COLUMN_NAMES = [
  ...['id', 'principal_id', 'principal_name', 'methods', 'generation', 'created_at'],
  ...['last_seen_at', 'authenticated_at', 'checked_at', 'idle_minutes', 'idle_expires_at'],
  ...['expires_at', 'address', 'user_agent', 'correlation_id'],
];
const COLUMNS = COLUMN_NAMES.join(', ');
const columnsOf = (table: string) => COLUMN_NAMES.map((name) => `${table}.${name}`).join(', ');

/** A race is lost at most once to each of the sign-ins that race, and one person's are few. */
const MAX_RACES = 100;

/**
 * `$1` to `$15` are the columns, `$16` the token, `$17` the limit, `$18` whether the oldest makes way, `$19` the one that takes no place. A slot that another
 * sign-in took since the statement began conflicts: then nothing happens, and it is tried again with what there is by then.
 */
const OPEN = new Statement<(SessionRow | Nulls) & { opened: boolean; possible: boolean }>(
  'session-open',
  `WITH live AS (
     SELECT id FROM sessions WHERE principal_id = $2 AND idle_expires_at > $6 AND expires_at > $6
       AND ($19::text IS NULL OR id <> $19)
   ), chosen AS (
     SELECT n AS slot, s.id AS taken_by
     FROM generate_series(1, $17::int) AS n
       LEFT JOIN sessions s ON s.principal_id = $2 AND s.slot = n
       LEFT JOIN live ON live.id = s.id
     WHERE live.id IS NULL AND (SELECT count(*) FROM live) < $17 OR $18::boolean
     ORDER BY live.id IS NOT NULL, s.created_at NULLS FIRST, n LIMIT 1
   ), opened AS (
     INSERT INTO sessions AS s (slot, token_hash, ${COLUMNS})
     SELECT slot, $16::bytea, $1::text, $2::text, $3::text, $4::text[], $5::numeric, $6::timestamptz,
       $7::timestamptz, $8::timestamptz, $9::timestamptz, $10::int, $11::timestamptz, $12::timestamptz,
       $13::text, $14::text, $15::text FROM chosen
     ON CONFLICT (principal_id, slot) DO UPDATE SET token_hash = EXCLUDED.token_hash,
       ${COLUMN_NAMES.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
     WHERE s.id = (SELECT taken_by FROM chosen)
     RETURNING s.id
   ), surplus AS (
     DELETE FROM sessions WHERE principal_id = $2 AND slot > $17 AND $18 AND EXISTS (SELECT FROM opened)
     RETURNING ${COLUMNS}
   ), ended AS (
     SELECT ${COLUMNS} FROM sessions
     WHERE id = (SELECT taken_by FROM chosen) AND EXISTS (SELECT FROM opened)
     UNION ALL SELECT ${COLUMNS} FROM surplus
   )
   SELECT EXISTS (SELECT FROM opened) AS opened, EXISTS (SELECT FROM chosen) AS possible, ${columnsOf('ended')}
   FROM (SELECT 1) AS one LEFT JOIN ended ON true`,
);

const IS_LIVE = 'idle_expires_at > $2::timestamptz AND expires_at > $2';

const FIND = new Statement<SessionRow>(
  'session-find',
  `SELECT ${COLUMNS} FROM sessions WHERE token_hash = $1 AND ${IS_LIVE}`,
);

const TOUCH = new Statement<{ id: string }>(
  'session-touch',
  `UPDATE sessions SET last_seen_at = $2, idle_expires_at = $2 + make_interval(mins => idle_minutes)
   WHERE id = $1 AND ${IS_LIVE} RETURNING id`,
);

const MARK_CHECKED = new Statement(
  'session-mark-checked',
  `UPDATE sessions SET checked_at = $2, generation = coalesce(generation, $3::numeric) WHERE id = $1`,
);

const PROVE = new Statement<SessionRow>(
  'session-prove',
  `UPDATE sessions SET token_hash = $3, methods = $4, generation = $5::numeric, authenticated_at = $2, checked_at = $2,
     last_seen_at = $2, idle_expires_at = $2 + make_interval(mins => idle_minutes)
   WHERE id = $1 AND ${IS_LIVE} RETURNING ${COLUMNS}`,
);

const FORGET_GENERATION = new Statement(
  'session-forget-generation',
  'UPDATE sessions SET generation = NULL WHERE id = $1',
);

const LIST = new Statement<SessionRow>(
  'session-list',
  `SELECT ${COLUMNS} FROM sessions WHERE principal_id = $1 AND ${IS_LIVE} ORDER BY created_at DESC, id`,
);

const END = new Statement<SessionRow>(
  'session-end',
  `DELETE FROM sessions WHERE principal_id = $1 AND ${IS_LIVE} AND ($3::text IS NULL OR id = $3)
     AND ($4::text IS NULL OR id <> $4) AND ($5::text IS NULL OR correlation_id = $5) RETURNING ${COLUMNS}`,
);

const TAKE_EXPIRED = new Statement<SessionRow>(
  'session-take-expired',
  `DELETE FROM sessions WHERE id IN (
     SELECT id FROM sessions WHERE least(idle_expires_at, expires_at) <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}`,
);

/** Sessions in the table `sessions`. */
export class PostgresSessionStore implements SessionStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async open(
    session: StoredSession,
    tokenHash: Uint8Array,
    { limit, atLimit, replaces }: SessionLimit,
  ): Promise<OpenOutcome> {
    for (let race = 0; race < MAX_RACES; race++) {
      const rows = await OPEN.run(this.#pool, [
        ...valuesOf(session),
        tokenHash,
        limit,
        atLimit === 'end-oldest',
        replaces ?? null,
      ]);
      const [first] = rows;
      if (first?.opened === true) {
        const ended = rows.filter((row): row is typeof row & SessionRow => row.id !== null);
        return { outcome: 'opened', ended: ended.map(fromRow) };
      }
      if (first?.possible !== true) return { outcome: 'limit' };
    }
    throw new Error('a session found no place: too many sign-ins of one person race');
  }

  async find(tokenHash: Uint8Array, now: Date): Promise<StoredSession | undefined> {
    const [row] = await FIND.run(this.#pool, [tokenHash, now]);
    return row && fromRow(row);
  }

  async touch(id: SessionId, now: Date): Promise<boolean> {
    return (await TOUCH.run(this.#pool, [id, now])).length === 1;
  }

  async markChecked(id: SessionId, generation: string | undefined, now: Date): Promise<void> {
    await MARK_CHECKED.run(this.#pool, [id, now, generation ?? null]);
  }

  async prove(
    id: SessionId,
    proof: { tokenHash: Uint8Array; methods: FactorMethod[]; generation: string | undefined },
    now: Date,
  ): Promise<StoredSession | undefined> {
    const { tokenHash, methods, generation } = proof;
    const [row] = await PROVE.run(this.#pool, [id, now, tokenHash, methods, generation ?? null]);
    return row && fromRow(row);
  }

  async forgetGeneration(id: SessionId): Promise<void> {
    await FORGET_GENERATION.run(this.#pool, [id]);
  }

  async list(principalId: string, now: Date): Promise<StoredSession[]> {
    return (await LIST.run(this.#pool, [principalId, now])).map(fromRow);
  }

  async end(
    { principalId, id, except, correlationId }: SessionSelection,
    now: Date,
  ): Promise<StoredSession[]> {
    const values = [principalId, now, id ?? null, except ?? null, correlationId ?? null];
    return (await END.run(this.#pool, values)).map(fromRow);
  }

  async takeExpired(now: Date, limit: number): Promise<StoredSession[]> {
    return (await TAKE_EXPIRED.run(this.#pool, [now, limit])).map(fromRow);
  }
}

function valuesOf(session: StoredSession) {
  return [
    session.id,
    session.principalId,
    session.principalName,
    session.methods,
    session.generation ?? null,
    session.createdAt,
    session.lastSeenAt,
    session.authenticatedAt,
    session.checkedAt,
    session.idleMinutes,
    session.idleExpiresAt,
    session.expiresAt,
    session.address ?? null,
    session.userAgent ?? null,
    session.correlationId,
  ];
}

function fromRow(row: SessionRow): StoredSession {
  return {
    id: row.id,
    principalId: row.principal_id,
    principalName: row.principal_name,
    methods: row.methods,
    generation: row.generation ?? undefined,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    authenticatedAt: row.authenticated_at,
    checkedAt: row.checked_at,
    idleMinutes: row.idle_minutes,
    idleExpiresAt: row.idle_expires_at,
    expiresAt: row.expires_at,
    address: row.address ?? undefined,
    userAgent: row.user_agent ?? undefined,
    correlationId: row.correlation_id,
  };
}
