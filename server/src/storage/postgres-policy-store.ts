import { PolicyDocument } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { PolicyStore } from '../policy/policy-store.js';
import { Statement } from './statement.js';

const LIST = new Statement<{ version: number; document: unknown }>(
  'policy-list',
  'SELECT DISTINCT ON (name) version, document FROM policies ORDER BY name, version DESC',
);

const ADD = new Statement<{ version: number }>(
  'policy-add',
  `INSERT INTO policies (name, version, document, applied_at)
   SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM policies WHERE name = $1
   ON CONFLICT DO NOTHING RETURNING version`,
);

/** Policies in the table `policies`. */
export class PostgresPolicyStore implements PolicyStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async list(): Promise<administration.StoredPolicy[]> {
    const rows = await LIST.run(this.#pool, []);
    return rows.map(({ version, document }) => ({
      version,
      document: PolicyDocument.parse(document),
    }));
  }

  async add(document: PolicyDocument, now: Date): Promise<number> {
    // A parallel change takes the number; the next try finds the one after it.
    for (;;) {
      const [row] = await ADD.run(this.#pool, [document.name, JSON.stringify(document), now]);
      if (row !== undefined) return row.version;
    }
  }
}
