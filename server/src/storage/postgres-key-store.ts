import pg from 'pg';

import type { KeyStore, SealedRow, WrappedKey } from '../keyring/key-store.js';
import { Statement } from './statement.js';

/** A column whose values a keyring sealed. Names are constants of the program, never input. */
export interface SealedColumn {
  table: string;
  column: string;
  /** The primary key, one text column. */
  key: string;
  /** More text columns that the value is bound to, so that it cannot be given to another owner. */
  owner?: string;
  /** The associated data that the value was sealed with; `owner` is empty when no such column is named. */
  associatedData: (key: string, owner: string) => string;
}

const LIST = new Statement<WrappedKey>(
  'keyring-list',
  'SELECT purpose, version, wrapped FROM keyring_keys ORDER BY version',
);

const ADD = new Statement<{ version: number }>(
  'keyring-add',
  `INSERT INTO keyring_keys (purpose, version, wrapped) VALUES ($1, $2, $3)
   ON CONFLICT DO NOTHING RETURNING version`,
);

/** Wrapped keys in `keyring_keys`, sealed values wherever the adapters say. */
export class PostgresKeyStore implements KeyStore {
  readonly #pool: pg.Pool;
  readonly #columns: readonly SealedColumn[];

  constructor(pool: pg.Pool, columns: readonly SealedColumn[]) {
    this.#pool = pool;
    this.#columns = columns;
  }

  list(): Promise<WrappedKey[]> {
    return LIST.run(this.#pool, []);
  }

  async add({ purpose, version, wrapped }: WrappedKey): Promise<boolean> {
    return (await ADD.run(this.#pool, [purpose, version, wrapped])).length === 1;
  }

  async findSealedBefore(version: number, limit: number): Promise<SealedRow[]> {
    const found: SealedRow[] = [];
    for (const column of this.#columns) {
      found.push(...(await this.#findIn(column, version, limit - found.length)));
      if (found.length >= limit) break;
    }
    return found;
  }

  async #findIn(
    { table, key, column, owner, associatedData }: SealedColumn,
    version: number,
    limit: number,
  ): Promise<SealedRow[]> {
    const [t, k, c, o] = [table, key, column, owner ?? key].map((name) =>
      pg.escapeIdentifier(name),
    );
    const versionBytes = Buffer.alloc(4);
    versionBytes.writeUInt32BE(version);
    // The version's place in the bytes: see sealed-bytes.ts.
    const { rows } = await this.#pool.query<{ key: string; owner: string; sealed: Uint8Array }>(
      `SELECT ${k} AS key, ${o} AS owner, ${c} AS sealed FROM ${t} WHERE substring(${c} FROM 2 FOR 4) < $1 LIMIT $2`,
      [versionBytes, limit],
    );
    return rows.map((row) => ({
      sealed: row.sealed,
      associatedData: associatedData(row.key, owner === undefined ? '' : row.owner),
      replace: async (replacement) => {
        await this.#pool.query(`UPDATE ${t} SET ${c} = $1 WHERE ${k} = $2 AND ${c} = $3`, [
          Buffer.from(replacement),
          row.key,
          row.sealed,
        ]);
      },
    }));
  }
}
