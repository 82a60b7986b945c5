import { ApprovalId, CorrelationId, FourEyesAction } from '@gatehouse/protocol';
import type { administration } from '@gatehouse/protocol';
import type pg from 'pg';

import type { ApprovalStore, Decision, StoredApproval } from '../approvals/approval-store.js';
import { Statement } from './statement.js';

/** One operator does not fill the list of everybody. */
const MAX_OPEN = 50;

/** Rows that one sweep changes. */
const BATCH = 100;

interface ApprovalRow {
  id: string;
  state: administration.ApprovalState;
  action: string;
  principal_id: string;
  principal_name: string;
  principal_realm: string;
  principal_dn: string | null;
  reason: string;
  correlation_id: string;
  requester_id: string;
  requester_name: string;
  requester_person: string | null;
  requested_at: Date;
  minutes: number;
  expires_at: Date;
  decider_id: string | null;
  decider_name: string | null;
  decided_at: Date | null;
  comment: string | null;
}

const COLUMNS = `id, state, action, principal_id, principal_name, principal_realm, principal_dn, reason, correlation_id,
  requester_id, requester_name, requester_person, requested_at, minutes, expires_at, decider_id, decider_name,
  decided_at, comment`;

const ADD = new Statement<{ id: string }>(
  'approval-add',
  `INSERT INTO approvals (id, state, action, principal_id, principal_name, principal_realm, principal_dn, reason,
     correlation_id, requester_id, requester_name, requester_person, requested_at, minutes, expires_at)
   SELECT $1::text, 'open', $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text,
     $11::text, $12::timestamptz, $13::integer, $14::timestamptz
   WHERE (SELECT count(*) FROM approvals WHERE state = 'open' AND requester_id = $9::text) < ${MAX_OPEN}
   RETURNING id`,
);

const FIND = new Statement<ApprovalRow>(
  'approval-find',
  `SELECT ${COLUMNS} FROM approvals WHERE id = $1`,
);

const LIST = new Statement<ApprovalRow>(
  'approval-list',
  `SELECT ${COLUMNS} FROM approvals WHERE $1::text IS NULL OR state = $1::text
   ORDER BY requested_at DESC, id LIMIT $2::integer`,
);

/** Of two who decide at once, the second waits for the row of the first, and then finds it decided. */
const DECIDE = new Statement<ApprovalRow>(
  'approval-decide',
  `UPDATE approvals SET state = $2::text, decider_id = $3::text, decider_name = $4::text, comment = $6::text,
     decided_at = $7::timestamptz, expires_at = $7::timestamptz + make_interval(mins => minutes)
   WHERE id = $1::text AND state = 'open' AND expires_at > $7::timestamptz
     AND requester_id <> $3::text AND (requester_person <> $5::text) IS NOT FALSE
   RETURNING ${COLUMNS}`,
);

const CONSUME = new Statement<ApprovalRow>(
  'approval-consume',
  `UPDATE approvals SET state = 'used'
   WHERE id = $1::text AND state = 'approved' AND expires_at > $5::timestamptz
     AND action = $2::text AND principal_id = $3::text AND requester_id = $4::text
   RETURNING ${COLUMNS}`,
);

const EXPIRE = new Statement<ApprovalRow>(
  'approval-expire',
  `UPDATE approvals SET state = 'expired' WHERE id IN (
     SELECT id FROM approvals WHERE state IN ('open', 'approved') AND expires_at <= $1::timestamptz
     ORDER BY expires_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
   RETURNING ${COLUMNS}`,
);

const FORGET = new Statement<{ id: string }>(
  'approval-forget',
  `DELETE FROM approvals WHERE id IN (
     SELECT id FROM approvals WHERE state NOT IN ('open', 'approved') AND requested_at < $1::timestamptz
     ORDER BY requested_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
   RETURNING id`,
);

/** Requests for approval in the table `approvals`. */
export class PostgresApprovalStore implements ApprovalStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(approval: StoredApproval): Promise<boolean> {
    const { id, action, principalId, principalName, realm, distinguishedName } = approval;
    const { reason, correlationId, requester, requesterPerson } = approval;
    const { requestedAt, minutes, expiresAt } = approval;
    const rows = await ADD.run(this.#pool, [
      ...[id, action, principalId, principalName, realm, distinguishedName ?? null, reason],
      ...[correlationId, requester.id, requester.name, requesterPerson ?? null],
      ...[requestedAt, minutes, expiresAt],
    ]);
    return rows.length === 1;
  }

  async find(id: ApprovalId): Promise<StoredApproval | undefined> {
    const [row] = await FIND.run(this.#pool, [id]);
    return row && fromRow(row);
  }

  async list({ state, limit }: Parameters<ApprovalStore['list']>[0]): Promise<StoredApproval[]> {
    return (await LIST.run(this.#pool, [state ?? null, limit])).map(fromRow);
  }

  async decide(id: ApprovalId, decision: Decision): Promise<StoredApproval | undefined> {
    const { state, decider, deciderPerson, comment, at } = decision;
    const [row] = await DECIDE.run(this.#pool, [
      ...[id, state, decider.id, decider.name, deciderPerson ?? null, comment ?? null, at],
    ]);
    return row && fromRow(row);
  }

  async consume(
    ...[id, use]: Parameters<ApprovalStore['consume']>
  ): Promise<StoredApproval | undefined> {
    const { action, principalId, requesterId, at } = use;
    const [row] = await CONSUME.run(this.#pool, [id, action, principalId, requesterId, at]);
    return row && fromRow(row);
  }

  async expire(now: Date): Promise<StoredApproval[]> {
    return (await EXPIRE.run(this.#pool, [now])).map(fromRow);
  }

  async forget(before: Date): Promise<number> {
    return (await FORGET.run(this.#pool, [before])).length;
  }
}

function fromRow(row: ApprovalRow): StoredApproval {
  const { decider_id: deciderId, decider_name: deciderName } = row;
  return {
    id: ApprovalId.parse(row.id),
    state: row.state,
    action: FourEyesAction.parse(row.action),
    principalId: row.principal_id,
    principalName: row.principal_name,
    realm: row.principal_realm,
    distinguishedName: row.principal_dn ?? undefined,
    reason: row.reason,
    correlationId: CorrelationId.parse(row.correlation_id),
    requester: { id: row.requester_id, name: row.requester_name },
    requesterPerson: row.requester_person ?? undefined,
    requestedAt: row.requested_at,
    minutes: row.minutes,
    expiresAt: row.expires_at,
    decider: deciderId === null ? undefined : { id: deciderId, name: deciderName ?? deciderId },
    decidedAt: row.decided_at ?? undefined,
    comment: row.comment ?? undefined,
  };
}
