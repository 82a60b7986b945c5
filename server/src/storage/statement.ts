import pg from 'pg';

/** Serialization failure and deadlock: the transaction did nothing, and doing it again is what the manual advises. */
const RETRY_STATES = new Set(['40001', '40P01']);
const MAX_TRIES = 4;

/** What a value of a statement may be. */
export type StatementValue =
  string | number | boolean | Date | Uint8Array | null | readonly unknown[];

/**
 * One SQL statement that is a transaction by itself, prepared once on each connection: planning the larger ones
 * costs more than running them.
 */
export class Statement<Row extends object> {
  readonly #name: string;
  readonly #text: string;

  /** `name` is unique in the program: PostgreSQL keeps prepared statements by name. */
  constructor(name: string, text: string) {
    this.#name = `gatehouse-${name}`;
    this.#text = text;
  }

  async run(pool: pg.Pool, values: readonly StatementValue[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { rows } = await pool.query<Row>({
          name: this.#name,
          text: this.#text,
          values: values.map(toDriverValue),
        });
        return rows;
      } catch (error) {
        const mayRetry = error instanceof pg.DatabaseError && RETRY_STATES.has(error.code ?? '');
        if (!mayRetry || attempt === MAX_TRIES) throw error;
      }
    }
  }
}

/** The driver knows Buffer as bytes, but spells other byte arrays as text. */
function toDriverValue(value: StatementValue): unknown {
  if (Array.isArray(value)) return value.map((element) => toDriverValue(element as StatementValue));
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
