import { setImmediate } from 'node:timers/promises';

import { PolicyDocument, administration } from '@gatehouse/protocol';
import pg from 'pg';

import type { PolicyChangeFacts, PolicyStore } from '../policy/policy-store.js';
import { Statement } from './statement.js';

interface VersionRow {
  version: number;
  applied_at: Date;
  author: unknown;
  comment: string | null;
  retired: boolean;
}

const VERSION_COLUMNS = 'version, applied_at, author, comment, retired';

const LIST_TEXT = `SELECT version, document FROM (
     SELECT DISTINCT ON (name) name, version, document, retired FROM policies
     ORDER BY name, version DESC
   ) newest WHERE NOT retired ORDER BY name COLLATE "C"`;

const LIST = new Statement<{ version: number; document: unknown }>('policy-list', LIST_TEXT);

const REVISION = new Statement<{ revision: string }>(
  'policy-revision',
  'SELECT revision FROM policy_revision',
);

const LOG = new Statement<VersionRow>(
  'policy-log',
  `SELECT ${VERSION_COLUMNS} FROM policies WHERE name = $1 ORDER BY version DESC LIMIT $2`,
);

const FIND = new Statement<VersionRow & { document: unknown }>(
  'policy-find',
  `SELECT ${VERSION_COLUMNS}, document FROM policies
   WHERE name = $1 AND version = coalesce($2, version) ORDER BY version DESC LIMIT 1`,
);

const ADD_TEXT = `INSERT INTO policies (name, version, document, retired, applied_at, author, comment)
   SELECT step.name,
     1 + coalesce((SELECT max(version) FROM policies WHERE policies.name = step.name), 0),
     step.document, step.retired, $2, $3, $4
   FROM jsonb_to_recordset($1) AS step (name text, document jsonb, retired boolean)
   RETURNING name, version`;

/** Serialization failure, deadlock and a number that a node of an older version took: doing it again helps. */
const RETRY_STATES = new Set(['40001', '40P01', '23505']);
const MAX_TRIES = 4;

/** Documents that are parsed before others get a turn. */
const PARSED_AT_ONCE = 100;

/** Policies in the table `policies`. */
export class PostgresPolicyStore implements PolicyStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async revision(): Promise<string> {
    const [row] = await REVISION.run(this.#pool, []);
    if (row === undefined) throw new Error('the table policy_revision has no row');
    return row.revision;
  }

  async list(): Promise<administration.StoredPolicy[]> {
    return parseAll(await LIST.run(this.#pool, []));
  }

  async log(name: string, limit: number): Promise<administration.PolicyVersion[]> {
    return (await LOG.run(this.#pool, [name, limit])).map(toVersion);
  }

  async find(
    name: string,
    version: number | undefined,
  ): Promise<(administration.PolicyVersion & { document: PolicyDocument }) | undefined> {
    const [row] = await FIND.run(this.#pool, [name, version ?? null]);
    return row && { ...toVersion(row), document: PolicyDocument.parse(row.document) };
  }

  async change(
    decide: Parameters<PolicyStore['change']>[0],
    facts: PolicyChangeFacts,
  ): Promise<{ name: string; version: number }[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#change(decide, facts);
      } catch (error) {
        const mayRetry = error instanceof pg.DatabaseError && RETRY_STATES.has(error.code ?? '');
        if (!mayRetry || attempt === MAX_TRIES) throw error;
      }
    }
  }

  async #change(
    decide: Parameters<PolicyStore['change']>[0],
    { author, comment, now }: PolicyChangeFacts,
  ): Promise<{ name: string; version: number }[]> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const { rows: held } = await client.query<{ revision: string }>(
        'SELECT revision FROM policy_revision FOR UPDATE',
      );
      const { rows } = await client.query<{ version: number; document: unknown }>(LIST_TEXT);
      const steps = decide(await parseAll(rows), held[0]?.revision ?? '');
      const added =
        steps.length === 0
          ? []
          : await client.query<{ name: string; version: number }>(ADD_TEXT, [
              JSON.stringify(steps.map((step) => ({ name: step.document.name, ...step }))),
              now,
              author === undefined ? null : JSON.stringify(author),
              comment ?? null,
            ]);
      await client.query('COMMIT');
      const numbers = new Map(
        ('rows' in added ? added.rows : []).map(({ name, version }) => [name, version]),
      );
      return steps.map(({ document: { name } }) => ({ name, version: numbers.get(name) ?? 0 }));
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error('cannot roll back');
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

async function parseAll(
  rows: readonly { version: number; document: unknown }[],
): Promise<administration.StoredPolicy[]> {
  const policies: administration.StoredPolicy[] = [];
  for (const [index, { version, document }] of rows.entries()) {
    if (index % PARSED_AT_ONCE === PARSED_AT_ONCE - 1) await setImmediate();
    policies.push({ version, document: PolicyDocument.parse(document) });
  }
  return policies;
}

function toVersion(row: VersionRow): administration.PolicyVersion {
  return {
    version: row.version,
    appliedAt: row.applied_at.toISOString(),
    ...(row.author === null ? {} : { author: administration.PolicyAuthor.parse(row.author) }),
    ...(row.comment === null ? {} : { comment: row.comment }),
    retired: row.retired,
  };
}
