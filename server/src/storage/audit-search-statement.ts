import type { AuditSearch } from '../audit/audit-trail.js';
import { monthOf } from '../audit/month.js';
import { EVENT_COLUMNS } from './audit-event-rows.js';

/** Committed, and nothing that comes before it can still become visible. */
export const SETTLED = 'transaction_id < pg_snapshot_xmin(pg_current_snapshot())';

/** As the partial indexes say it. */
const HAS_OPERATOR = `detail LIKE '%"operator":"%'`;

interface SearchStatement {
  text: string;
  values: unknown[];
}

/**
 * The statement of a search, apart so that a test can ask PostgreSQL how it would run it. What leads is what few events have; the
 * rest is looked for among those.
 */
export function searchStatement(search: AuditSearch): SearchStatement {
  const parts = new SearchParts(search);
  if (search.principal !== undefined) return byPrincipal(parts, search.principal, search);
  if (search.operator !== undefined) return byOperator(parts, search.operator, search);
  if (search.policy !== undefined) return byPolicy(parts, search.policy);
  return { text: parts.select([]), values: parts.values };
}

/** What every search has: conditions of columns, times and the cursor, and an order in time. */
class SearchParts {
  readonly values: unknown[] = [];
  readonly #conditions = [SETTLED];
  readonly #direction: 'ASC' | 'DESC';
  readonly #limit: string;

  constructor(search: AuditSearch) {
    const columns = ['door', 'source', 'type', 'outcome', 'code'] as const;
    for (const column of columns) {
      if (search[column] !== undefined) this.require(`${column} = ${this.value(search[column])}`);
    }
    if (search.workstation !== undefined) {
      this.require(`workstation_id = ${this.value(search.workstation)}`);
    }
    if (search.correlation !== undefined) {
      // All strings with this prefix, in the order of bytes: hexadecimal digits sort before "g".
      const prefix = this.value(search.correlation.toLowerCase());
      this.require(`correlation_id >= ${prefix} AND correlation_id < ${prefix} || 'g'`);
    }
    if (search.since !== undefined) {
      this.require(`at >= ${this.value(search.since)}`);
      // No event is in an earlier month of the chain than its own: earlier partitions need not be looked at.
      this.require(`month >= ${this.value(monthOf(search.since))}`);
    }
    if (search.until !== undefined) this.require(`at < ${this.value(search.until)}`);
    this.#direction = search.order === 'oldest' ? 'ASC' : 'DESC';
    const cursor = parseCursor(search.after);
    if (cursor !== undefined) {
      const [at, position] = [this.value(cursor.at), this.value(cursor.position)];
      const beyond = search.order === 'oldest' ? '>' : '<';
      this.require(`(at, position) ${beyond} (${at}::timestamptz, ${position}::bigint)`);
    }
    this.#limit = this.value(search.limit);
  }

  /** @returns the placeholder of a value */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  require(condition: string): void {
    this.#conditions.push(condition);
  }

  /** @param leading columns of which all rows have one value */
  order(...leading: string[]): string {
    const columns = [...leading, 'at', 'position'].map((column) => `${column} ${this.#direction}`);
    return `ORDER BY ${columns.join(', ')} LIMIT ${this.#limit}`;
  }

  select(conditions: string[], order = this.order()): string {
    const all = [...conditions, ...this.#conditions].join(' AND ');
    return `SELECT ${EVENT_COLUMNS} FROM audit_events WHERE ${all} ${order}`;
  }

  /** One index each: an OR would have to sort everything that fits. */
  either(one: string[], other: string[]): SearchStatement {
    const text = `(${this.select(one)}) UNION ALL (${this.select(other)}) ${this.order()}`;
    return { text, values: this.values };
  }
}

function byPrincipal(
  parts: SearchParts,
  principal: string,
  { operator, policy }: AuditSearch,
): SearchStatement {
  if (operator !== undefined)
    parts.require(`(${operatorConditions(parts, operator).join(' OR ')})`);
  if (policy !== undefined) parts.require(policyCondition(parts, policy));
  const wanted = parts.value(principal);
  return parts.either(
    [`principal_id = ${wanted}`],
    [`lower(principal_name) = lower(${wanted})`, `principal_id IS DISTINCT FROM ${wanted}`],
  );
}

function byOperator(
  parts: SearchParts,
  operator: string,
  { policy }: AuditSearch,
): SearchStatement {
  if (policy !== undefined) parts.require(policyCondition(parts, policy));
  const [byId, byName] = operatorConditions(parts, operator);
  return parts.either([HAS_OPERATOR, byId], [HAS_OPERATOR, byName, `NOT ${byId}`]);
}

/**
 * Versions of a policy follow each other in time: PostgreSQL, which expects them everywhere, would go through the times in which
 * there are none. Where the order begins with the policy only its own index will do.
 */
function byPolicy(parts: SearchParts, policy: string): SearchStatement {
  const { values } = parts;
  const wanted = parts.value(policy);
  const ofVersion = (version: string) =>
    parts.select([`policy BETWEEN ${version} AND ${version}`], parts.order('policy'));
  if (policy.includes('@')) return { text: ofVersion(wanted), values };
  const versions = `SELECT ${wanted}::text AS version
    UNION ALL SELECT ${wanted}::text || '@' || version FROM policies WHERE name = ${wanted}::text`;
  const text = `SELECT found.* FROM (${versions}) versions
    CROSS JOIN LATERAL (${ofVersion('versions.version')}) found ${parts.order()}`;
  return { text, values };
}

function policyCondition(parts: SearchParts, policy: string): string {
  const column = policy.includes('@') ? 'policy' : `split_part(policy, '@', 1)`;
  return `${column} = ${parts.value(policy)}`;
}

/** By id, and by name in whatever case. */
function operatorConditions(parts: SearchParts, operator: string): [byId: string, byName: string] {
  const wanted = parts.value(operator);
  return [
    `(detail::jsonb ->> 'operator') = ${wanted}`,
    `lower(detail::jsonb ->> 'operatorName') = lower(${wanted})`,
  ];
}

function parseCursor(text: string | undefined): { at: Date; position: string } | undefined {
  const [, at, position] = /^(\d{1,15})\.(\d{1,18})$/.exec(text ?? '') ?? [];
  if (at === undefined || position === undefined) return undefined;
  return { at: new Date(Number(at)), position };
}
