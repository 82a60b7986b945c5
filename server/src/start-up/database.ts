import { setTimeout as sleep } from 'node:timers/promises';

import type { Config } from '../config/config.js';
import type { Secrets } from '../config/secrets.js';
import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';
import { isDatabaseUnavailable, openDatabase } from '../storage/database.js';
import type { DatabaseConnections, DatabaseLocation } from '../storage/database.js';
import { startEmbeddedPostgres } from '../storage/embedded-postgres.js';
import { MigrationError, migrate } from '../storage/migrate.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

export interface StartedDatabase extends AsyncDisposable {
  connections: DatabaseConnections;
  location: DatabaseLocation;
}

/** Opens the database, starting the embedded one when there is no other, and brings its schema up to date. */
export async function startDatabase(
  config: Config,
  secrets: Secrets,
  options: {
    logger: Logger;
    location?: DatabaseLocation | undefined;
    signal?: AbortSignal | undefined;
  },
): Promise<StartedDatabase> {
  const { logger, signal } = options;
  const external =
    options.location ??
    (secrets.databaseUrl === undefined ? undefined : { url: secrets.databaseUrl });
  const embedded =
    external === undefined
      ? await startEmbeddedPostgres({
          dataDirectory: config.dataDirectory,
          onLog: (line) => logger.debug('postgresql', { line }),
        })
      : undefined;
  const location = external ?? embedded?.location ?? { url: '' };
  const connections = openDatabase(location, {
    maxConnections: MAX_CONNECTIONS,
    onIdleError: (error) => logger.warn('a database connection broke', describeError(error)),
  });
  const dispose = async () => {
    await connections.close();
    await embedded?.[Symbol.asyncDispose]();
  };
  try {
    await migrateWhenReachable(connections, logger, signal);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { connections, location, [Symbol.asyncDispose]: dispose };
}

/** Enough to keep two cores' worth of commits going; an embedded PostgreSQL takes 100. */
const MAX_CONNECTIONS = 20;

/** A server that starts before its database waits for it, and says so. */
async function migrateWhenReachable(
  { pool }: DatabaseConnections,
  logger: Logger,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const names = await migrate(pool);
      for (const name of names) logger.info('migrated', { name });
      return;
    } catch (error) {
      const reason = error instanceof MigrationError ? error.cause : error;
      if (!isDatabaseUnavailable(reason)) throw error;
      logger.warn('the database does not answer; trying again', describeError(reason));
      await sleep(pause, undefined, signal === undefined ? {} : { signal });
    }
  }
}
