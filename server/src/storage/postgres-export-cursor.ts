import type pg from 'pg';

import type { ExportCursor } from '../audit/audit-exporter.js';
import { Statement } from './statement.js';

const TAKE = new Statement<{ position: string }>(
  'audit-export-take',
  `INSERT INTO audit_exports AS e (name, holder, held_until)
   VALUES ($1, $2, now() + interval '30 seconds')
   ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
     WHERE e.holder = excluded.holder OR e.held_until < now()
   RETURNING position`,
);

const ADVANCE = new Statement<{ position: string }>(
  'audit-export-advance',
  `UPDATE audit_exports SET position = $3, advanced_at = now()
   WHERE name = $1 AND holder = $2 AND position <= $3 RETURNING position`,
);

const RELEASE = new Statement<{ name: string }>(
  'audit-export-release',
  `UPDATE audit_exports SET held_until = '-infinity' WHERE name = $1 AND holder = $2 RETURNING name`,
);

const LAG = new Statement<{ seconds: number }>(
  'audit-export-lag',
  `SELECT coalesce((
     SELECT greatest(extract(epoch FROM now() - at), 0)::float8 FROM audit_events
     WHERE position > coalesce((SELECT position FROM audit_exports WHERE name = $1), 0)
     ORDER BY position LIMIT 1), 0) AS seconds`,
);

/** A row of `audit_exports`. */
export class PostgresExportCursor implements ExportCursor {
  readonly #pool: pg.Pool;
  readonly #name: string;
  readonly #holder: string;

  /** @param holder names this process: no two that run at once may share it */
  constructor(pool: pg.Pool, name: string, holder: string) {
    this.#pool = pool;
    this.#name = name;
    this.#holder = holder;
  }

  async take(): Promise<string | undefined> {
    const [row] = await TAKE.run(this.#pool, [this.#name, this.#holder]);
    return row?.position;
  }

  async advance(cursor: string): Promise<boolean> {
    const rows = await ADVANCE.run(this.#pool, [this.#name, this.#holder, cursor]);
    return rows.length > 0;
  }

  async release(): Promise<void> {
    await RELEASE.run(this.#pool, [this.#name, this.#holder]);
  }

  /** The age, in seconds, of the oldest event that was not passed on. */
  async lagSeconds(): Promise<number> {
    const [row] = await LAG.run(this.#pool, [this.#name]);
    return row?.seconds ?? 0;
  }
}
