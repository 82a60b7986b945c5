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

/** What a statement locks, by name, in the order in which it does. */
export interface Locking {
  locks: readonly string[];
  /** See `Sharing.stacks`. */
  stacks: boolean;
}

interface WaitingCall extends GroupedCall, Locking {
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
 * A statement that writes names what it locks. No two calls with one lock are under way at once, but for those that say that
 * they stack, which go in one group, one after the other (many requests of one address would wait in line otherwise); and those of a group
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
  #watch: { timer: NodeJS.Timeout; at: number } | undefined;

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
    { locks, stacks }: Locking,
  ): Promise<Record<string, unknown>[]> {
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(new DatabaseOverloadedError('too many statements wait'));
    }
    return new Promise((resolve, reject) => {
      const givesUpAt = performance.now() + MAX_WAIT_MS;
      this.#waiting.push({ ...call, rows: [], locks, stacks, givesUpAt, resolve, reject });
      this.#schedule();
      this.#wakeAt(givesUpAt);
    });
  }

  /** Wakes when the first of those that wait now would give up: one timer, however many wait. */
  #wakeAt(givesUpAt: number): void {
    if (this.#watch !== undefined && this.#watch.at <= givesUpAt) return;
    clearTimeout(this.#watch?.timer);
    const giveUp = () => {
      this.#watch = undefined;
      this.#waiting = this.#waiting.filter((call) => !hasGivenUp(call));
      if (this.#waiting.length > 0) this.#wakeAt(firstToGiveUp(this.#waiting));
    };
    const timer = setTimeout(giveUp, Math.max(givesUpAt - performance.now(), 1)).unref();
    this.#watch = { timer, at: givesUpAt };
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
    const stacked = new Set<string>();
    for (const call of this.#waiting) {
      const isLocked = call.locks.some(
        (lock) => this.#locked.has(lock) && !(call.stacks && stacked.has(lock)),
      );
      if (isLocked || group.length >= MAX_GROUP) {
        later.push(call);
        continue;
      }
      for (const lock of call.locks) {
        this.#locked.add(lock);
        if (call.stacks) stacked.add(lock);
      }
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
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      if (isPoolBusy(error)) this.#putBack(group);
      else for (const { reject } of group) reject(error);
      return;
    }
    try {
      await send(client, group);
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

  /** Nothing of the group was sent: each goes on to wait in front of the others, as long as it would have waited. */
  #putBack(group: readonly WaitingCall[]): void {
    const patient = group.filter((call) => !hasGivenUp(call));
    if (patient.length === 0) return;
    this.#waiting.unshift(...patient);
    this.#wakeAt(firstToGiveUp(patient));
  }
}

async function send(client: pg.PoolClient, group: readonly WaitingCall[]): Promise<void> {
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

/** Whether the pool had no connection to give in time: the text is pg-pool's, which has no code for it. */
function isPoolBusy(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

function firstToGiveUp(calls: readonly WaitingCall[]): number {
  return calls.reduce((first, { givesUpAt }) => Math.min(first, givesUpAt), Infinity);
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
