import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import { errorCode } from '../errors/system-error.js';
import { serverKeyBinding } from '../workstation/server-key-store.js';
import type {
  ServerKeyKind,
  ServerKeyRow,
  ServerKeyStore,
} from '../workstation/server-key-store.js';
import type { Database } from './database.js';
import type { SealedColumn } from './postgres-key-store.js';

declare module './database.js' {
  interface Database {
    server_keys: {
      id: string;
      kind: ServerKeyKind;
      public_part: Uint8Array;
      sealed_private_part: Uint8Array;
      created_at: Date;
      version: string;
      retired_at: Date | null;
    };
  }
}

/** For the rotation of the keyring. */
export const SERVER_KEY_SECRETS: SealedColumn = {
  table: 'server_keys',
  column: 'sealed_private_part',
  key: 'id',
  associatedData: serverKeyBinding,
};

const UNIQUE_VIOLATION = '23505';

export class PostgresServerKeyStore implements ServerKeyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async list(): Promise<ServerKeyRow[]> {
    const rows = await this.#db.selectFrom('server_keys').selectAll().orderBy('version').execute();
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      publicPart: row.public_part,
      sealedPrivatePart: row.sealed_private_part,
      createdAt: row.created_at,
      version: Number(row.version),
      retiredAt: row.retired_at ?? undefined,
    }));
  }

  async add(key: Parameters<ServerKeyStore['add']>[0], replaces: string | undefined) {
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        if (replaces !== undefined) {
          const retired = await transaction
            .updateTable('server_keys')
            .set({ retired_at: key.createdAt })
            .where('id', '=', replaces)
            .where('retired_at', 'is', null)
            .executeTakeFirst();
          if (retired.numUpdatedRows === 0n) return false;
        }
        await transaction
          .insertInto('server_keys')
          .values({
            id: key.id,
            kind: key.kind,
            public_part: Buffer.from(key.publicPart),
            sealed_private_part: Buffer.from(key.sealedPrivatePart),
            created_at: key.createdAt,
            version: sql<string>`(SELECT coalesce(max(version), 0) + 1 FROM server_keys)`,
            retired_at: null,
          })
          .execute();
        return true;
      });
    } catch (error) {
      // One current key of a kind, one key of a version: somebody else has just made it.
      if (errorCode(error) === UNIQUE_VIOLATION) return false;
      throw error;
    }
  }

  async removeRetired(before: Date): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('server_keys')
      .where('retired_at', '<', before)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
