import pg from 'pg';

import { StatementGroup } from './statement-group.js';
import type { GroupedCall } from './statement-group.js';

/** Groups under way at once: while some are being flushed to disk, others are executed and gather. */
const LANES = 4;
const MAX_GROUP = 64;

/** A workstation decides without the server after 3 s: an answer that comes later helps nobody. */
const MAX_WAIT_MS = 3_000;
const MAX_WAITING = 2_000;

/** A statement that was not run, because too many others wait for the database, or have waited for too long. */
export class DatabaseOverloadedError extends Error {
  override readonly name = 'DatabaseOverloadedError';
}

interface WaitingCall extends GroupedCall {
  locks: readonly string[];
  /** By `performance.now()`. */
  givesUpAt: number;
  resolve: (rows: Record<string, unknown>[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit for the statements of many requests. What waits while groups are under way goes together as the next
 * one: one round trip, one transaction, one flush of the log, whatever number of people log on. Callers hear of their
 * rows after the commit, as they would alone.
 *
 * A statement that writes names what it locks. No two calls with one lock are under way at once, and those of a group
 * run in the order of their first locks, so that groups, of other nodes too, do not wait for each other in a circle. A
 * second lock may close one, with a replay that is at another node at that moment: PostgreSQL ends one of the groups
 * then, whose calls are run one by one.
 */
export class StatementQueue {
  static readonly #queues = new WeakMap<pg.Pool, StatementQueue>();
  readonly #pool: pg.Pool;
  #waiting: WaitingCall[] = [];
  readonly #locked = new Set<string>();
  #busyLanes = 0;
  #scheduled = false;
  #isWatched = false;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** The queue of a node's connections. */
  static of(pool: pg.Pool): StatementQueue {
    let queue = StatementQueue.#queues.get(pool);
    if (queue === undefined) {
      queue = new StatementQueue(pool);
      StatementQueue.#queues.set(pool, queue);
    }
    return queue;
  }

  /** How many statements wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs a statement, with others if others wait. Its failure is its own: no other call fails for it.
   * @throws DatabaseOverloadedError when it was not run and will not be
   */
  run(
    call: Pick<GroupedCall, 'name' | 'text' | 'values'>,
    locks: readonly string[],
  ): Promise<Record<string, unknown>[]> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new DatabaseOverloadedError('too many statements wait'));
    }
    return new Promise((resolve, reject) => {
      const givesUpAt = performance.now() + MAX_WAIT_MS;
      this.#waiting.push({ ...call, rows: [], locks, givesUpAt, resolve, reject });
      this.#schedule();
      this.#watch();
    });
  }

  /** Wakes when the oldest of those that wait now would give up: one timer, however many wait. */
  #watch(): void {
    const [oldest] = this.#waiting;
    if (this.#isWatched || oldest === undefined) return;
    this.#isWatched = true;
    const giveUp = () => {
      this.#isWatched = false;
      this.#waiting = this.#waiting.filter((call) => !hasGivenUp(call));
      this.#watch();
    };
    setTimeout(giveUp, Math.max(oldest.givesUpAt - performance.now(), 1)).unref();
  }

  /** At the end of the event loop's turn, so that requests which arrived together go together. */
  #schedule(): void {
    if (this.#scheduled || this.#busyLanes >= LANES || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const group = this.#takeGroup();
      if (group.length > 0) void this.#runGroup(group);
    });
  }

  #takeGroup(): WaitingCall[] {
    const group: WaitingCall[] = [];
    const later: WaitingCall[] = [];
    for (const call of this.#waiting) {
      const isLocked = call.locks.some((lock) => this.#locked.has(lock));
      if (isLocked || group.length >= MAX_GROUP) {
        later.push(call);
        continue;
      }
      for (const lock of call.locks) this.#locked.add(lock);
      group.push(call);
    }
    this.#waiting = later;
    return group.sort((a, b) => compare(a.locks[0] ?? '', b.locks[0] ?? ''));
  }

  async #runGroup(group: WaitingCall[]): Promise<void> {
    this.#busyLanes += 1;
    try {
      await this.#settle(group);
    } finally {
      this.#busyLanes -= 1;
      for (const { locks } of group) for (const lock of locks) this.#locked.delete(lock);
      this.#schedule();
    }
  }

  async #settle(group: WaitingCall[]): Promise<void> {
    try {
      await this.#send(group);
      for (const { resolve, rows } of group) resolve(rows);
    } catch (error) {
      if (group.length === 1 || !(error instanceof pg.DatabaseError)) {
        for (const { reject } of group) reject(error);
        return;
      }
      // The transaction was rolled back, for one of its statements. Alone, only that one fails.
      const givesUpAt = performance.now() + MAX_WAIT_MS;
      for (const call of group) {
        call.rows = [];
        call.givesUpAt = givesUpAt;
        if (hasGivenUp(call)) continue;
        await this.#settle([call]);
      }
    }
  }

  async #send(group: WaitingCall[]): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await new Promise<void>((resolve, reject) => {
        client.query(
          new StatementGroup(group, (error) => {
            if (error) reject(error);
            else resolve();
          }),
        );
      });
    } catch (error) {
      // What the connection has prepared, and whether it still answers, is no longer known.
      client.release(true);
      throw error;
    }
    client.release();
  }
}

/** Rejects a call that has waited for too long. */
function hasGivenUp({ givesUpAt, reject }: WaitingCall): boolean {
  if (performance.now() < givesUpAt) return false;
  reject(new DatabaseOverloadedError('a statement waited for too long'));
  return true;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
