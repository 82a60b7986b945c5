import type { Role } from '@gatehouse/protocol';
import { RoleAssignmentId } from '@gatehouse/protocol';
import type pg from 'pg';

import type { RoleStore, StoredRole } from '../access/role-store.js';
import { knownRoles, scopeOf } from './access-columns.js';
import { Statement } from './statement.js';

/** They are listed in one answer, and a group is one of them. */
const MAX_ROLES = 1_000;

interface RoleRow {
  id: string;
  subject_kind: 'user' | 'group';
  subject: string;
  subject_realm: string;
  subject_name: string;
  role: string;
  scope_ous: string[] | null;
  scope_realms: string[] | null;
  assigned_at: Date;
  assigned_by: string;
}

const COLUMNS = `id, subject_kind, subject, subject_realm, subject_name, role, scope_ous, scope_realms,
  assigned_at, assigned_by`;

const ADD = new Statement<{ id: string }>(
  'role-add',
  `INSERT INTO role_assignments (${COLUMNS})
   SELECT $1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text[], $8::text[], $9::timestamptz, $10::text
   WHERE (SELECT count(*) FROM role_assignments) < ${MAX_ROLES} RETURNING id`,
);

const FIND = new Statement<RoleRow>(
  'role-find',
  `SELECT ${COLUMNS} FROM role_assignments WHERE id = $1`,
);

const LIST = new Statement<RoleRow>(
  'role-list',
  `SELECT ${COLUMNS} FROM role_assignments ORDER BY assigned_at, id`,
);

const OF = new Statement<RoleRow>(
  'role-of',
  `SELECT ${COLUMNS} FROM role_assignments WHERE subject_kind = 'user' AND subject = $1
   UNION ALL
   SELECT ${COLUMNS} FROM role_assignments
   WHERE subject_kind = 'group' AND subject_realm = $2 AND subject = ANY($3::text[])`,
);

const REMOVE = new Statement<{ id: string }>(
  'role-remove',
  'DELETE FROM role_assignments WHERE id = $1 RETURNING id',
);

/** Roles in the table `role_assignments`. */
export class PostgresRoleStore implements RoleStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add({ id, subject, role, scope, assignedAt, assignedBy }: StoredRole & { role: Role }) {
    const named =
      subject.kind === 'user'
        ? [subject.principalId, '', subject.name]
        : [subject.group.toLowerCase(), subject.realm.toLowerCase(), subject.group];
    const rows = await ADD.run(this.#pool, [
      ...[id, subject.kind, ...named, role],
      ...[scope?.ous ?? null, scope?.realms ?? null, assignedAt, assignedBy],
    ]);
    return rows.length === 1;
  }

  async find(id: RoleAssignmentId): Promise<StoredRole | undefined> {
    const [row] = await FIND.run(this.#pool, [id]);
    return row && fromRow(row);
  }

  async list(): Promise<StoredRole[]> {
    return (await LIST.run(this.#pool, [])).map(fromRow);
  }

  async of({ principalId, realm, groups }: Parameters<RoleStore['of']>[0]): Promise<StoredRole[]> {
    const names = groups.map((name) => name.toLowerCase());
    const rows = await OF.run(this.#pool, [principalId, realm.toLowerCase(), names]);
    return rows.map(fromRow);
  }

  async remove(id: RoleAssignmentId): Promise<boolean> {
    return (await REMOVE.run(this.#pool, [id])).length === 1;
  }
}

function fromRow(row: RoleRow): StoredRole {
  return {
    id: RoleAssignmentId.parse(row.id),
    subject:
      row.subject_kind === 'user'
        ? { kind: 'user', principalId: row.subject, name: row.subject_name }
        : { kind: 'group', group: row.subject_name, realm: row.subject_realm },
    role: knownRoles([row.role])[0],
    scope: scopeOf(row),
    assignedAt: row.assigned_at,
    assignedBy: row.assigned_by,
  };
}
