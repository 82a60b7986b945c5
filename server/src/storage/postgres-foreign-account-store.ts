import type { ForeignAccountId, WorkstationId } from '@gatehouse/protocol';
import type pg from 'pg';

import { foldName } from '../directory/principal-name.js';
import type {
  ForeignAccountStore,
  ForeignKey,
  ForeignMapping,
} from '../foreign-accounts/foreign-account-store.js';
import { Statement } from './statement.js';

interface MappingRow {
  id: ForeignAccountId;
  workstation_id: WorkstationId | null;
  sid: string | null;
  name: string | null;
  principal_id: string;
  principal_name: string;
  reason: string;
  mapped_at: Date;
  mapped_by: string;
}

const COLUMNS =
  'id, workstation_id, sid, name, principal_id, principal_name, reason, mapped_at, mapped_by';

const ADD = new Statement<{ id: string }>(
  'foreign-account-add',
  `INSERT INTO foreign_accounts (${COLUMNS}, folded_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
   ON CONFLICT DO NOTHING RETURNING id`,
);

/** The SID of a computer's own account means nothing without the computer: clones of one image have the same. */
const FIND = new Statement<MappingRow>(
  'foreign-account-find',
  `SELECT ${COLUMNS} FROM foreign_accounts
   WHERE (workstation_id = $1 AND sid = $2) OR (workstation_id IS NULL AND sid = $2 AND NOT $3::boolean)
     OR folded_name = $4
   ORDER BY workstation_id IS NULL, sid IS NULL LIMIT 1`,
);

const LIST = new Statement<MappingRow>(
  'foreign-account-list',
  `SELECT ${COLUMNS} FROM foreign_accounts
   WHERE id > $1 AND ($2::text IS NULL OR workstation_id IS NULL OR workstation_id = $2) ORDER BY id LIMIT $3`,
);

const DOMAIN_NAMES = new Statement<{ name: string }>(
  'foreign-account-domain-names',
  String.raw`SELECT name FROM foreign_accounts
   WHERE folded_name ~ '[@\\]' AND folded_name !~ '^(azuread|microsoftaccount)\\' ORDER BY folded_name LIMIT $1`,
);

const REMOVE = new Statement<MappingRow>(
  'foreign-account-remove',
  `DELETE FROM foreign_accounts WHERE id = $1 RETURNING ${COLUMNS}`,
);

/** Mappings in the table `foreign_accounts`. */
export class PostgresForeignAccountStore implements ForeignAccountStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(mapping: ForeignMapping): Promise<boolean> {
    const { workstationId = null, sid = null, name, principalId, principalName } = mapping;
    const rows = await ADD.run(this.#pool, [
      ...[mapping.id, workstationId, sid, name ?? null, principalId, principalName],
      ...[mapping.reason, new Date(mapping.mappedAt), mapping.mappedBy],
      name === undefined ? null : foldName(name),
    ]);
    return rows.length === 1;
  }

  async find(key: ForeignKey): Promise<ForeignMapping | undefined> {
    const { workstationId, sid = null, isLocal, foldedName } = key;
    const [row] = await FIND.run(this.#pool, [workstationId, sid, isLocal, foldedName]);
    return row && fromRow(row);
  }

  async list({
    workstationId,
    after,
    limit,
  }: Parameters<ForeignAccountStore['list']>[0]): Promise<ForeignMapping[]> {
    const rows = await LIST.run(this.#pool, [after, workstationId ?? null, limit]);
    return rows.map(fromRow);
  }

  async domainNames(limit: number): Promise<string[]> {
    return (await DOMAIN_NAMES.run(this.#pool, [limit])).map(({ name }) => name);
  }

  async remove(id: ForeignAccountId): Promise<ForeignMapping | undefined> {
    const [row] = await REMOVE.run(this.#pool, [id]);
    return row && fromRow(row);
  }
}

function fromRow(row: MappingRow): ForeignMapping {
  return {
    id: row.id,
    ...(row.workstation_id !== null && { workstationId: row.workstation_id }),
    ...(row.sid !== null && { sid: row.sid }),
    ...(row.name !== null && { name: row.name }),
    principalId: row.principal_id,
    principalName: row.principal_name,
    reason: row.reason,
    mappedAt: row.mapped_at.toISOString(),
    mappedBy: row.mapped_by,
  };
}
