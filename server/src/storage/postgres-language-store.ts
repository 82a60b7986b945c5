import type pg from 'pg';

import type { LanguageRecord, LanguageStore } from '../messages/language-store.js';
import type { MessageLanguage } from '../messages/wording.js';
import { Statement } from './statement.js';

interface LanguageRow {
  version: number;
  offered: MessageLanguage[];
  fallback: MessageLanguage;
  changed_at: Date;
  changed_by: string;
}

const READ = new Statement<LanguageRow>(
  'language-choice-read',
  'SELECT version, offered, fallback, changed_at, changed_by FROM language_choice',
);

/** The row is never deleted, so that a first version is the only one without a row before it. */
const PUT = new Statement<{ version: number }>(
  'language-choice-put',
  `INSERT INTO language_choice (version, offered, fallback, changed_at, changed_by)
   SELECT $1::integer, $2::text[], $3, $4::timestamptz, $5
   WHERE $1::integer = 1 OR EXISTS (SELECT FROM language_choice)
   ON CONFLICT (singleton) DO UPDATE
   SET version = excluded.version, offered = excluded.offered, fallback = excluded.fallback,
     changed_at = excluded.changed_at, changed_by = excluded.changed_by
   WHERE language_choice.version = excluded.version - 1
   RETURNING version`,
);

/** The choice of languages in the table `language_choice`. */
export class PostgresLanguageStore implements LanguageStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async read(): Promise<LanguageRecord | undefined> {
    const [row] = await READ.run(this.#pool, []);
    if (row === undefined) return undefined;
    const { version, offered, fallback, changed_at: changedAt, changed_by: changedBy } = row;
    return { version, choice: { offered, default: fallback }, changedAt, changedBy };
  }

  async put({ version, choice, changedAt, changedBy }: LanguageRecord): Promise<boolean> {
    const values = [version, choice.offered, choice.default, changedAt, changedBy];
    return (await PUT.run(this.#pool, values)).length === 1;
  }
}
