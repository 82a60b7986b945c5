import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

import { errorCode, errorMessage, errorSystemCall } from '../errors/system-error.js';
import { DatabaseOverloadedError } from './statement-queue.js';

/**
 * The tables, one property each. Every adapter declares its own beside the statements that use them:
 *
 * ```ts
 * declare module './database.js' {
 *   interface Database { strikes: StrikesTable }
 * }
 * ```
 */
export interface Database {
  schema_migrations: SchemaMigrationsTable;
}

/** Which migrations were run, and the SHA-256 of the text that was run. */
interface SchemaMigrationsTable {
  name: string;
  hash: string;
  applied_at: Date;
}

/** Where the database is: a URL of PostgreSQL, or the parts of one. */
export type DatabaseLocation =
  | { url: string }
  | { host: string; port: number; user: string; password: string; database: string };

export interface DatabaseOptions {
  /** Connections of this process. @default 10 */
  maxConnections?: number;
  /** Told of connections that broke while idle: the pool replaces them by itself. */
  onIdleError?: (error: Error) => void;
}

/** One process's connections to PostgreSQL. */
export interface DatabaseConnections {
  db: Kysely<Database>;
  /** The same connections for statements that are written as SQL. */
  pool: pg.Pool;
  close(): Promise<void>;
}

/** How long a request waits for a connection, and a connection for its statement: nothing hangs. */
const CONNECT_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;

/** Opens a pool. It connects when first used, so a database that is away is no error here. */
export function openDatabase(
  location: DatabaseLocation,
  options: DatabaseOptions = {},
): DatabaseConnections {
  const pool = new pg.Pool({
    ...clientConfigOf(location),
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // The server ends a statement that runs too long; the client gives up where the server no longer answers.
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    application_name: 'gatehouse',
  });
  pool.on('error', options.onIdleError ?? (() => undefined));
  // A connection that breaks between two statements of a transaction tells its next statement; unheard, the event would
  // end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    pool,
    async close() {
      // Kysely ends the pool only if it was used through Kysely.
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

/** A location as the driver takes it. */
export function clientConfigOf(location: DatabaseLocation): pg.ClientConfig {
  return 'url' in location ? { connectionString: location.url } : location;
}

/** SQLSTATE classes that mean "the database, not the statement": PostgreSQL manual, appendix A. */
const UNAVAILABLE_STATES = /^(08...|57P0[1-5]|57014|53...|58...|25006|25P03|40001|40P01)$/;
const UNAVAILABLE_SYSTEM_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const UNAVAILABLE_TEXTS =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Cannot use a pool after|driver has already been destroyed)/;

/** Whether an error says that the database cannot be reached or cannot work now, so that trying later may help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (error instanceof DatabaseOverloadedError) return true;
  const code = errorCode(error);
  if (error instanceof pg.DatabaseError) return code !== undefined && UNAVAILABLE_STATES.test(code);
  if (code !== undefined && UNAVAILABLE_SYSTEM_ERRORS.has(code)) {
    // ENOENT is "no such socket" only when it came from connect.
    return code !== 'ENOENT' || errorSystemCall(error) === 'connect';
  }
  return UNAVAILABLE_TEXTS.test(errorMessage(error));
}
