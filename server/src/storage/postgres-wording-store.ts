import type pg from 'pg';

import type { WordingRecord, WordingStore } from '../messages/wording-store.js';
import type { MessageKey, MessageLanguage, Wording } from '../messages/wording.js';
import { Statement } from './statement.js';

interface WordingRow {
  key: MessageKey;
  language: MessageLanguage;
  version: number;
  content: Wording | null;
  changed_at: Date;
  changed_by: string;
}

const LIST = new Statement<WordingRow>(
  'wording-list',
  'SELECT key, language, version, content, changed_at, changed_by FROM wordings ORDER BY key, language',
);

/** Rows are never deleted, so that a first version is the only one without a row before it. */
const PUT = new Statement<{ version: number }>(
  'wording-put',
  `INSERT INTO wordings (key, language, version, content, changed_at, changed_by)
   SELECT $1, $2, $3::integer, $4::jsonb, $5::timestamptz, $6
   WHERE $3::integer = 1 OR EXISTS (SELECT FROM wordings WHERE key = $1 AND language = $2)
   ON CONFLICT (key, language) DO UPDATE
   SET version = excluded.version, content = excluded.content, changed_at = excluded.changed_at,
     changed_by = excluded.changed_by
   WHERE wordings.version = excluded.version - 1
   RETURNING version`,
);

/** Texts of mails in the table `wordings`. */
export class PostgresWordingStore implements WordingStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list(): Promise<WordingRecord[]> {
    return (await LIST.run(this.#pool, [])).map(fromRow);
  }

  async put(record: WordingRecord): Promise<boolean> {
    const { key, language, version, wording, changedAt, changedBy } = record;
    const content = wording === undefined ? null : JSON.stringify(wording);
    const values = [key, language, version, content, changedAt, changedBy];
    return (await PUT.run(this.#pool, values)).length === 1;
  }
}

function fromRow(row: WordingRow): WordingRecord {
  return {
    key: row.key,
    language: row.language,
    version: row.version,
    ...(row.content !== null && { wording: row.content }),
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  };
}
