import pg from 'pg';

import { StatementQueue } from './statement-queue.js';

/** Serialization failure and deadlock: the transaction did nothing, and doing it again is what the manual advises. */
const RETRY_STATES = new Set(['40001', '40P01']);
const MAX_TRIES = 4;

/** What a value of a statement may be. */
export type StatementValue =
  string | number | boolean | Date | Uint8Array | null | readonly unknown[];

/** What a statement that may share a transaction with those of other requests locks. */
export interface Sharing {
  /**
   * Which of the values name whatever the statement locks, in the order in which it does; none when it only reads. All
   * statements that lock the same rows must name them alike: see {@link StatementQueue}.
   */
  locks: readonly number[];
  /**
   * Whether calls that lock the same may follow each other in one transaction: only for statements that lock one row, and
   * whose every call looks at that row anew and stands for itself. Those of strikes do not: they lock what others lock, too.
   */
  stacks?: boolean;
}

/**
 * One SQL statement that is a transaction by itself, prepared once on each connection: planning the larger ones
 * costs more than running them.
 */
export class Statement<Row extends object> {
  readonly #name: string;
  readonly #text: string;
  readonly #sharing: Sharing | undefined;

  /**
   * `name` is unique in the program: PostgreSQL keeps prepared statements by name.
   * @param sharing for the statements of every logon: it returns rows, and may be committed together
   *   with others
   */
  constructor(name: string, text: string, sharing?: Sharing) {
    this.#name = `gatehouse-${name}`;
    this.#text = text;
    this.#sharing = sharing;
  }

  async run(pool: pg.Pool, values: readonly StatementValue[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#run(pool, values);
      } catch (error) {
        const mayRetry = error instanceof pg.DatabaseError && RETRY_STATES.has(error.code ?? '');
        if (!mayRetry || attempt === MAX_TRIES) throw error;
      }
    }
  }

  async #run(pool: pg.Pool, values: readonly StatementValue[]): Promise<Row[]> {
    const [name, text] = [this.#name, this.#text];
    if (this.#sharing === undefined) {
      const { rows } = await pool.query<Row>({ name, text, values: values.map(toDriverValue) });
      return rows;
    }
    const { locks, stacks = false } = this.#sharing;
    const rows = await StatementQueue.of(pool).run(
      { name, text, values: values.map(toProtocolValue) },
      { locks: locks.map((at) => String(values[at])), stacks },
    );
    // The columns are those that the statement's text names.
    return rows as Row[];
  }
}

/** Text, or bytes. */
function toProtocolValue(value: StatementValue): string | Buffer | null {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return `{${value.map(toArrayElement).join(',')}}`;
  return String(value);
}

/** PostgreSQL manual, section 8.15.6. */
function toArrayElement(value: unknown): string {
  const element = toProtocolValue(value as StatementValue);
  if (element === null) return 'NULL';
  if (Buffer.isBuffer(element)) return `"\\\\x${element.toString('hex')}"`;
  // Most have nothing to escape, and looking is cheaper than replacing.
  const isPlain = !element.includes('"') && !element.includes('\\');
  return isPlain ? `"${element}"` : `"${element.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** The driver knows Buffer as bytes, but spells other byte arrays as text. */
function toDriverValue(value: StatementValue): unknown {
  if (Array.isArray(value)) return value.map((element) => toDriverValue(element as StatementValue));
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
