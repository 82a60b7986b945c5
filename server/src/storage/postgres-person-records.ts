import type { CredentialId, FactorMethod } from '@gatehouse/protocol';
import type pg from 'pg';

import { monthOf } from '../audit/month.js';
import type { RecoveryCodeSet } from '../factors/recovery-codes.js';
import type {
  CounterRecord,
  EnrollmentRecord,
  FactorRecord,
  PersonEvent,
  PersonEvents,
  PersonRecords,
  RememberedPerson,
  ResetGrantRecord,
  WorkstationRecord,
} from '../help-desk/person-records.js';
import { EVENT_COLUMNS, toAuditEvent } from './audit-event-rows.js';
import type { AuditEventRow } from './audit-event-rows.js';
import { LEFT_GRANTS } from './postgres-reset-grants.js';
import { Statement } from './statement.js';

/** More of a kind than anybody looks at. */
const MOST_ROWS = 50;

interface FactorRow {
  id: CredentialId;
  method: FactorMethod;
  created_at: Date;
  label: string | null;
  address: string | null;
  serial: string | null;
  stepped_at: Date | null;
}

const FACTORS = new Statement<FactorRow>(
  'person-factors',
  `SELECT id, method, created_at, label, address, serial,
     CASE WHEN method = 'totp' AND last_step > 0 THEN to_timestamp(last_step * period_seconds) END AS stepped_at
   FROM credentials WHERE principal_id = $1 AND method <> 'recovery-code' ORDER BY created_at, id LIMIT ${MOST_ROWS}`,
);

const RECOVERY_CODES = new Statement<{ left: number; total: number; created_at: Date | null }>(
  'person-recovery-codes',
  `SELECT count(*) FILTER (WHERE last_step < 0)::int AS left, count(*)::int AS total, min(created_at) AS created_at
   FROM credentials WHERE principal_id = $1 AND method = 'recovery-code'`,
);

/** Proofs that are looked at, the newest: whoever proves more than four a day is no longer told all of them. */
const NEWEST_PROOFS = 500;

/**
 * From the index of migration 0074 alone, backwards. Its types stand in the statement, so that PostgreSQL sees that they are those
 * of the index; and the order begins with the person, who therefore must not look like one value: nothing else has this order. In
 * order of time PostgreSQL would guess that a proof comes soon and read everybody's, and without an order it takes every second
 * event of somebody whose name is guessed all the time for a proof, and reads whole months.
 */
const LAST_PROVEN = new Statement<{ method: string; at: Date }>(
  'person-last-proven',
  `SELECT detail::jsonb ->> 'method' AS method, max(at) AS at FROM (
     SELECT detail, at FROM audit_events
     WHERE principal_id BETWEEN $1 AND $1 AND type = 'factor.verified' AND at >= $2 AND month >= $3
     ORDER BY principal_id DESC, at DESC, position DESC LIMIT ${NEWEST_PROOFS}) newest
   GROUP BY 1`,
);

interface WorkstationRow {
  workstation_id: string;
  hostname: string | null;
  revoked: boolean;
  used_at: Date;
  /** The driver reads a bigint as text. */
  serial: string;
  refreshed_at: Date;
  expires_at: Date | null;
  destroyed_at: Date | null;
  failures: number;
  codes_left: number;
  codes_read_out: number;
}

const WORKSTATIONS = new Statement<WorkstationRow>(
  'person-workstations',
  `SELECT k.workstation_id, w.hostname, w.revoked_at IS NOT NULL AS revoked, k.used_at, k.serial, k.refreshed_at,
     k.expires_at, k.destroyed_at, (
       SELECT count(*)::int FROM audit_events e
       WHERE e.principal_id = k.principal_id AND e.at >= greatest(k.refreshed_at, $2) AND e.month >= $3
         AND e.type IN ('offline.denied', 'recovery.failed') AND e.workstation_id = k.workstation_id) AS failures,
     c.codes_left, c.codes_read_out
   FROM kits k LEFT JOIN workstations w ON w.id = k.workstation_id CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE read_out_at IS NULL)::int AS codes_left,
       count(*) FILTER (WHERE read_out_at IS NOT NULL)::int AS codes_read_out
     FROM offline_codes o
     WHERE o.principal_id = k.principal_id AND o.workstation_id = k.workstation_id AND o.spent_at IS NULL
       AND o.expires_at > $4) c
   WHERE k.principal_id = $1 ORDER BY k.used_at DESC, k.workstation_id LIMIT ${MOST_ROWS}`,
);

interface GrantRow {
  workstation_id: string;
  hostname: string | null;
  granted_at: Date;
  expires_at: Date;
}

const RESET_GRANTS = new Statement<GrantRow>(
  'person-reset-grants',
  `SELECT workstation_id, w.hostname, granted_at, g.expires_at
   FROM reset_grants g LEFT JOIN workstations w ON w.id = g.workstation_id
   WHERE ${LEFT_GRANTS('$2')} ORDER BY granted_at DESC LIMIT ${MOST_ROWS}`,
);

const ENROLLMENT = new Statement<{ postponed: number; idle_since: Date | null }>(
  'person-enrollment',
  `SELECT coalesce((SELECT count FROM enrollment_postponements WHERE principal_id = $1), 0) AS postponed,
     (SELECT found_at FROM enrollment_idle_accounts WHERE principal_id = $1) AS idle_since`,
);

/** The one over all sources first: `infinity` arrives as a number. */
const COUNTERS = new Statement<{
  source: string;
  hostname: string | null;
  count: number;
  expires_at: Date | number;
}>(
  'person-counters',
  `SELECT source, w.hostname, count, expires_at
   FROM strikes LEFT JOIN workstations w ON source <> '' AND w.id = split_part(source, ':', 2)
   WHERE principal_id = $1 AND count > 0 AND expires_at > $2
   ORDER BY source <> '', count DESC, source LIMIT ${MOST_ROWS}`,
);

/** Months before that of `$2` need not be looked at: no event is in an earlier month of the chain than its own. */
const EVENTS = new Statement<AuditEventRow & { hostname: string | null }>(
  'person-events',
  `SELECT ${EVENT_COLUMNS}, (SELECT hostname FROM workstations w WHERE w.id = e.workstation_id) AS hostname
   FROM audit_events e
   WHERE principal_id = $1 AND at >= $2 AND month >= $3
     AND ($4::text[] IS NULL OR type = ANY ($4)) AND (NOT $5 OR (outcome = 'failure' AND code IS NOT NULL))
   ORDER BY at DESC, position DESC LIMIT $6`,
);

const LOCKS = new Statement<AuditEventRow>(
  'person-locks',
  `SELECT ${EVENT_COLUMNS} FROM audit_events
   WHERE principal_id = $1 AND at >= $2 AND month >= $3 AND type IN ('principal.locked', 'source.locked')
   ORDER BY at DESC, position DESC LIMIT ${MOST_ROWS}`,
);

const REMEMBER = new Statement<{ principal_id: string; principal_name: string }>(
  'person-remember',
  `(SELECT principal_id, principal_name FROM audit_events
    WHERE principal_id = $1 AND at >= $2 AND month >= $3 AND principal_name IS NOT NULL
    ORDER BY at DESC, position DESC LIMIT 1)
   UNION ALL
   (SELECT principal_id, principal_name FROM audit_events
    WHERE lower(principal_name) = lower($1) AND at >= $2 AND month >= $3 AND principal_id IS NOT NULL
    ORDER BY at DESC, position DESC LIMIT 100)`,
);

const PRINCIPALS = new Statement<{ principal_id: string }>(
  'person-of-correlation',
  `SELECT DISTINCT principal_id FROM (
     SELECT principal_id FROM audit_events
     WHERE correlation_id >= $1 AND correlation_id < $1 || 'g' AND principal_id IS NOT NULL
     ORDER BY correlation_id LIMIT 1000) found
   WHERE NOT starts_with(principal_id, 'phantom/') LIMIT $2`,
);

/** What the server's tables say of somebody. */
export class PostgresPersonRecords implements PersonRecords {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async factors(principalId: string): Promise<FactorRecord[]> {
    return (await FACTORS.run(this.#pool, [principalId])).map((row) => ({
      id: row.id,
      method: row.method,
      createdAt: row.created_at,
      label: row.label ?? undefined,
      address: row.address ?? undefined,
      serial: row.serial ?? undefined,
      steppedAt: row.stepped_at ?? undefined,
    }));
  }

  async recoveryCodes(principalId: string): Promise<RecoveryCodeSet | undefined> {
    const [row] = await RECOVERY_CODES.run(this.#pool, [principalId]);
    if (row === undefined || row.created_at === null) return undefined;
    return { left: row.left, total: row.total, createdAt: row.created_at };
  }

  async lastProven(principalId: string, since: Date): Promise<Map<string, Date>> {
    const rows = await LAST_PROVEN.run(this.#pool, [principalId, since, monthOf(since)]);
    return new Map(rows.map(({ method, at }) => [method, at]));
  }

  async workstations(principalId: string, since: Date, now: Date): Promise<WorkstationRecord[]> {
    const values = [principalId, since, monthOf(since), now];
    const rows = await WORKSTATIONS.run(this.#pool, values);
    return rows.map((row) => ({
      workstationId: row.workstation_id,
      hostname: row.hostname ?? undefined,
      revoked: row.revoked,
      usedAt: row.used_at,
      serial: Number(row.serial),
      issuedAt: row.refreshed_at,
      expiresAt: row.expires_at ?? undefined,
      destroyedAt: row.destroyed_at ?? undefined,
      failures: row.failures,
      offlineCodes: { left: row.codes_left, readOut: row.codes_read_out },
    }));
  }

  async resetGrants(principalId: string, now: Date): Promise<ResetGrantRecord[]> {
    return (await RESET_GRANTS.run(this.#pool, [principalId, now])).map((row) => ({
      workstationId: row.workstation_id,
      hostname: row.hostname ?? undefined,
      grantedAt: row.granted_at,
      expiresAt: row.expires_at,
    }));
  }

  async enrollment(principalId: string): Promise<EnrollmentRecord> {
    const [row] = await ENROLLMENT.run(this.#pool, [principalId]);
    return { postponed: row?.postponed ?? 0, idleSince: row?.idle_since ?? undefined };
  }

  async counters(principalId: string, now: Date): Promise<CounterRecord[]> {
    return (await COUNTERS.run(this.#pool, [principalId, now])).map((row) => ({
      source: row.source,
      hostname: row.hostname ?? undefined,
      strikes: row.count,
      until: row.expires_at instanceof Date ? row.expires_at : undefined,
    }));
  }

  async locks(principalId: string, since: Date): Promise<PersonEvent[]> {
    const values = [principalId, since, monthOf(since)];
    return (await LOCKS.run(this.#pool, values)).map(toAuditEvent);
  }

  async events(
    principalId: string,
    { types, failures = false, since, limit }: PersonEvents,
  ): Promise<PersonEvent[]> {
    const values = [principalId, since, monthOf(since), types ?? null, failures, limit];
    return (await EVENTS.run(this.#pool, values)).map((row) => ({
      ...toAuditEvent(row),
      ...(row.hostname === null ? {} : { hostname: row.hostname }),
    }));
  }

  async remember(idOrName: string, since: Date): Promise<RememberedPerson | undefined> {
    const rows = await REMEMBER.run(this.#pool, [idOrName, since, monthOf(since)]);
    const [row] = rows;
    const ids = new Set(rows.map(({ principal_id: id }) => id));
    if (row === undefined || ids.size > 1 || row.principal_id.startsWith('phantom/')) {
      return undefined;
    }
    return { principalId: row.principal_id, name: row.principal_name };
  }

  async principalsOf(correlation: string, limit: number): Promise<string[]> {
    const rows = await PRINCIPALS.run(this.#pool, [correlation.toLowerCase(), limit]);
    return rows.map(({ principal_id: id }) => id);
  }
}
