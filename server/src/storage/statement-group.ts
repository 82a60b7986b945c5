import pg from 'pg';
import type { Connection, Submittable } from 'pg';

/** A statement with its values, and who waits for its rows. */
export interface GroupedCall {
  name: string;
  text: string;
  /** As the protocol has them: text or bytes. */
  values: (string | Buffer | null)[];
  rows: Record<string, unknown>[];
}

interface Column {
  name: string;
  parse: (text: string) => unknown;
}

/** By the number of a type, of which the driver's declaration knows only some. */
const parserOf = pg.types.getTypeParser as (type: number) => Column['parse'];

/** Shapes of the rows of the statements that a connection has prepared, by name. */
const prepared = new WeakMap<Connection, Map<string, readonly Column[]>>();

/**
 * Prepared statements that are sent together and followed by one Sync: PostgreSQL runs them in order within one
 * transaction and commits it once ("Pipelining", manual section 54.2.4). Either all of them happened or none did.
 *
 * Every statement must return rows. The names of the methods are the driver's.
 */
export class StatementGroup implements Submittable {
  /** The driver puts its time-out around it. */
  callback: (error?: Error | null) => void;
  readonly #calls: readonly GroupedCall[];
  #shapes = new Map<string, readonly Column[]>();
  #at = 0;

  constructor(calls: readonly GroupedCall[], callback: (error?: Error | null) => void) {
    this.#calls = calls;
    this.callback = callback;
  }

  submit(connection: Connection): void {
    this.#shapes = prepared.get(connection) ?? new Map<string, readonly Column[]>();
    prepared.set(connection, this.#shapes);
    const parsed = new Set(this.#shapes.keys());
    connection.stream.cork();
    try {
      for (const { name, text, values } of this.#calls) {
        if (!parsed.has(name)) {
          connection.parse({ name, text, types: [] }, true);
          connection.describe({ type: 'S', name }, true);
          parsed.add(name);
        }
        connection.bind({ statement: name, values }, true);
        connection.execute(null, true);
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  }

  /** Comes once for each statement that this connection sees for the first time, before its rows. */
  handleRowDescription({ fields }: { fields: pg.FieldDef[] }): void {
    const call = this.#calls[this.#at];
    if (call === undefined) return;
    const shape = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: parserOf(dataTypeID),
    }));
    this.#shapes.set(call.name, shape);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const call = this.#calls[this.#at];
    const shape = call && this.#shapes.get(call.name);
    if (call === undefined || shape === undefined) return;
    const row: Record<string, unknown> = {};
    for (const [at, column] of shape.entries()) {
      const value = fields[at] ?? null;
      row[column.name] = value === null ? null : column.parse(value);
    }
    call.rows.push(row);
  }

  handleCommandComplete(): void {
    this.#at += 1;
  }

  /** After the commit. */
  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleEmptyQuery(): void {
    this.#at += 1;
  }

  handlePortalSuspended(): void {
    // No call limits its rows.
  }
}
