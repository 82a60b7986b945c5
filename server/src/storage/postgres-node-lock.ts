import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { errorMessage } from '../errors/system-error.js';
import { clientConfigOf } from './database.js';
import type { DatabaseLocation } from './database.js';

/** How long another session may still have the lock: one that a killed server left behind, as {@link SESSION} says. */
const WAIT_MS = 10_000;
const POLL_MS = 100;
const RETRY_MS = 500;
const HEARTBEAT_MS = 5_000;
const TIMEOUT_MS = 2_000;

/**
 * PostgreSQL looks whether we are still there, and ends the session 8 s after we are not: a machine that lost its power
 * says no good-bye, and its next start must not be refused. Over a Unix socket this has no effect and no need.
 */
const SESSION =
  'SET tcp_keepalives_idle = 4; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2';

/** Another server runs under this node id. */
export class NodeTakenError extends Error {
  override readonly name = 'NodeTakenError';
}

export interface NodeLockOptions {
  location: DatabaseLocation;
  nodeId: string;
  log: { info(message: string): void; warn(message: string, facts: { reason: string }): void };
  /** Ends the wait for the lock; what is held stays held. */
  signal?: AbortSignal | undefined;
  /** @default 10 s */
  waitMs?: number;
}

/**
 * Keeps a second server from writing the audit under the same node id: an advisory lock in a session of its own, which
 * PostgreSQL gives back when the session ends, however that happens. A session that breaks is replaced.
 */
export class PostgresNodeLock implements AsyncDisposable {
  readonly #options: NodeLockOptions;
  readonly #stopping = new AbortController();
  readonly #kept: Promise<void>;
  /** Fulfilled when the session broke and another server has the lock since. Never, if that does not happen. */
  readonly lost: Promise<NodeTakenError>;

  private constructor(options: NodeLockOptions, held: pg.Client) {
    this.#options = options;
    let tell: (error: NodeTakenError) => void = () => undefined;
    this.lost = new Promise((resolve) => (tell = resolve));
    this.#kept = this.#keep(held).catch((error: unknown) => {
      if (error instanceof NodeTakenError) tell(error);
    });
  }

  /** Waits for a server that is just ending. @throws NodeTakenError */
  static async take(options: NodeLockOptions): Promise<PostgresNodeLock> {
    return new PostgresNodeLock(options, await takeLock(options, options.signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#kept;
  }

  async #keep(held: pg.Client): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#stopping;
    for (let client = held; ; client = await this.#takeAgain()) {
      await untilBroken(client, signal);
      await end(client);
      if (signal.aborted) return;
      log.warn('the lock on the node id is taken again', { reason: 'its session broke' });
    }
  }

  async #takeAgain(): Promise<pg.Client> {
    const { log } = this.#options;
    const { signal } = this.#stopping;
    for (;;) {
      try {
        const client = await takeLock(this.#options, signal);
        log.info('the node id is locked again');
        return client;
      } catch (error) {
        if (error instanceof NodeTakenError || signal.aborted) throw error;
        log.warn('the node id cannot be locked; trying again', { reason: errorMessage(error) });
        await sleep(RETRY_MS, undefined, { signal });
      }
    }
  }
}

/** The number that stands for a node in PostgreSQL's table of locks. */
export function nodeLockKey(nodeId: string): string {
  return createHash('sha256')
    .update(`gatehouse-node\0${nodeId}`)
    .digest()
    .readBigInt64BE()
    .toString();
}

/** @returns the session that has the lock */
async function takeLock(
  options: NodeLockOptions,
  signal: AbortSignal | undefined,
): Promise<pg.Client> {
  const { location, nodeId, log, waitMs = WAIT_MS } = options;
  const client = new pg.Client({
    ...clientConfigOf(location),
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    keepAlive: true,
    application_name: 'gatehouse-node',
  });
  // Whoever waits for the connection hears of it; unheard, the event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(SESSION);
    const giveUpAt = performance.now() + waitMs;
    for (let tries = 1; !(await tryLock(client, nodeId)); tries++) {
      if (performance.now() > giveUpAt)
        throw new NodeTakenError(`another server runs as ${nodeId}`);
      if (tries === 2) log.warn('waiting for the node id', { reason: 'another session has it' });
      await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
    return client;
  } catch (error) {
    await end(client);
    throw error;
  }
}

async function tryLock(client: pg.Client, nodeId: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS locked',
    [nodeLockKey(nodeId)],
  );
  return rows[0]?.locked === true;
}

/** Until the session is gone. One that went without a word is found out by asking. */
function untilBroken(client: pg.Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearInterval(heartbeat);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const heartbeat = setInterval(() => void client.query('SELECT 1').catch(done), HEARTBEAT_MS);
    heartbeat.unref();
    client.once('end', done);
    signal.addEventListener('abort', done);
  });
}

/** A dead connection is not waited for. */
async function end(client: pg.Client): Promise<void> {
  const late = new AbortController();
  await Promise.race([
    client.end().catch(() => undefined),
    sleep(1_000, undefined, late).catch(() => undefined),
  ]);
  late.abort();
}
