import type { administration } from '@gatehouse/protocol';

import type { ReportRange } from '../audit/audit-reports.js';

/** How one report is asked for. Columns are those that the statement names, in its order. */
export interface ReportStatement {
  columns: readonly string[];
  text: string;
  values(range: ReportRange): unknown[];
  /** By the value of the first column, or by how many rows were seen. */
  cursor: 'first-column' | 'offset';
}

/**
 * People in the log after `$1`, `$2` of them: from one to the next by an index. Names that nobody has are left out, however
 * many there are (`0` is the character after `/`).
 */
const PEOPLE_IN_LOG = `people AS (
    (SELECT principal_id, 1 AS number FROM audit_events
     WHERE principal_id > $1 AND (principal_id < 'phantom/' OR principal_id >= 'phantom0')
     ORDER BY principal_id LIMIT 1)
    UNION ALL
    SELECT coalesce(
      (SELECT e.principal_id FROM audit_events e
       WHERE e.principal_id > people.principal_id AND e.principal_id < 'phantom/'
       ORDER BY e.principal_id LIMIT 1),
      (SELECT e.principal_id FROM audit_events e
       WHERE e.principal_id > people.principal_id AND e.principal_id >= 'phantom0'
       ORDER BY e.principal_id LIMIT 1)), number + 1
    FROM people WHERE people.principal_id IS NOT NULL AND number < $2
  )`;

/** The name that a person had last. */
const NAME = `LEFT JOIN LATERAL (
    SELECT principal_name FROM audit_events e
    WHERE e.principal_id = p.principal_id AND principal_name IS NOT NULL
    ORDER BY at DESC, position DESC LIMIT 1) named ON true`;

const byPerson = ({ after, limit }: ReportRange) => [after ?? '', limit];
const inRange = ({ since, until, after, limit }: ReportRange) => [
  since,
  until,
  limit,
  offsetOf(after),
];

export function offsetOf(after: string | undefined): number {
  return /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0;
}

export const REPORTS: Record<administration.ReportName, ReportStatement> = {
  'last-logons': {
    columns: ['principal', 'name', 'at', 'door', 'kind', 'workstation', 'source'],
    text: `WITH RECURSIVE ${PEOPLE_IN_LOG}
      SELECT p.principal_id AS principal, named.principal_name AS name, last.at, last.door,
        CASE last.type WHEN 'offline.granted' THEN 'offline' WHEN 'logon.granted' THEN 'online' END AS kind,
        last.workstation_id AS workstation, last.source
      FROM people p ${NAME}
      LEFT JOIN LATERAL (
        SELECT at, door, type, workstation_id, source FROM audit_events e
        WHERE e.principal_id = p.principal_id AND type IN ('logon.granted', 'offline.granted')
        ORDER BY at DESC, position DESC LIMIT 1) last ON true
      WHERE p.principal_id IS NOT NULL ORDER BY p.principal_id`,
    values: byPerson,
    cursor: 'first-column',
  },
  resets: {
    columns: ['principal', 'name', 'selfService', 'administrator', 'last'],
    text: `SELECT principal_id AS principal, max(principal_name) AS name,
        count(*) FILTER (WHERE type = 'password.reset') AS "selfService",
        count(*) FILTER (WHERE type = 'password.set') AS administrator, max(at) AS last
      FROM audit_events WHERE type IN ('password.reset', 'password.set') AND at >= $1 AND at < $2
      GROUP BY principal_id ORDER BY count(*) DESC, principal_id LIMIT $3 OFFSET $4`,
    values: inRange,
    cursor: 'offset',
  },
  lockouts: {
    columns: ['lock', 'door', 'cause', 'locks', 'people', 'last'],
    // The failure that a lock comes of was written in the same request, before it.
    text: `SELECT split_part(l.type, '.', 1) AS lock, l.door, cause.code AS cause, count(*) AS locks,
        count(DISTINCT l.principal_id) AS people, max(l.at) AS last
      FROM audit_events l LEFT JOIN LATERAL (
        SELECT code FROM audit_events e WHERE e.correlation_id = l.correlation_id
          AND e.position < l.position AND e.outcome = 'failure' AND e.code NOT LIKE '%.locked'
        ORDER BY e.position DESC LIMIT 1) cause ON true
      WHERE l.type IN ('principal.locked', 'source.locked') AND l.at >= $1 AND l.at < $2
      GROUP BY 1, 2, 3 ORDER BY locks DESC, 1, 2, 3 LIMIT $3 OFFSET $4`,
    values: inRange,
    cursor: 'offset',
  },
  factors: {
    columns: ['method', 'door', 'verified', 'rejected', 'people', 'last'],
    text: `SELECT detail::jsonb ->> 'method' AS method, door,
        count(*) FILTER (WHERE type = 'factor.verified') AS verified,
        count(*) FILTER (WHERE type = 'factor.rejected') AS rejected,
        count(DISTINCT principal_id) AS people, max(at) AS last
      FROM audit_events WHERE type IN ('factor.verified', 'factor.rejected') AND at >= $1 AND at < $2
      GROUP BY 1, 2 ORDER BY 1, 2 LIMIT $3 OFFSET $4`,
    values: inRange,
    cursor: 'offset',
  },
  enrolment: {
    columns: [
      ...['principal', 'name', 'authenticators', 'tokens', 'addresses', 'answers', 'postponed'],
      'waits',
    ],
    text: `WITH RECURSIVE ${PEOPLE_IN_LOG}, known AS (
        SELECT principal_id FROM people
        UNION SELECT principal_id COLLATE "C" FROM credentials
        UNION SELECT principal_id COLLATE "C" FROM recovery_locks
        UNION SELECT principal_id COLLATE "C" FROM enrollment_postponements
        UNION SELECT principal_id COLLATE "C" FROM enrollment_idle_accounts
      ), p AS (
        SELECT principal_id FROM known
        WHERE principal_id > $1 AND principal_id NOT LIKE 'phantom/%'
        ORDER BY principal_id LIMIT $2
      )
      SELECT p.principal_id AS principal, named.principal_name AS name,
        (SELECT count(*) FROM credentials c
         WHERE c.principal_id = p.principal_id AND method = 'totp' AND serial IS NULL) AS authenticators,
        (SELECT count(*) FROM credentials c WHERE c.principal_id = p.principal_id AND serial IS NOT NULL)
          AS tokens,
        (SELECT count(*) FROM credentials c WHERE c.principal_id = p.principal_id AND method = 'email')
          AS addresses,
        (SELECT enrolled_at FROM recovery_locks r WHERE r.principal_id = p.principal_id) AS answers,
        coalesce((SELECT count FROM enrollment_postponements o WHERE o.principal_id = p.principal_id), 0)
          AS postponed,
        (SELECT found_at FROM enrollment_idle_accounts i WHERE i.principal_id = p.principal_id) AS waits
      FROM p ${NAME} ORDER BY p.principal_id`,
    values: byPerson,
    cursor: 'first-column',
  },
  'enrolment-progress': {
    columns: ['what', 'people', 'of'],
    // What people are there at work for: who is only in the directory, and never logs on, would be missing for ever.
    text: `WITH active AS (
        SELECT DISTINCT principal_id FROM audit_events
        WHERE type IN ('logon.granted', 'offline.granted') AND at >= $1 AND at < $2
          AND principal_id IS NOT NULL
      ), enrolled AS (
        SELECT EXISTS (SELECT FROM credentials c
            WHERE c.principal_id = active.principal_id AND method = 'totp' AND serial IS NULL) AS authenticator,
          EXISTS (SELECT FROM credentials c
            WHERE c.principal_id = active.principal_id AND serial IS NOT NULL) AS token,
          EXISTS (SELECT FROM credentials c
            WHERE c.principal_id = active.principal_id AND method = 'email') AS address,
          EXISTS (SELECT FROM recovery_locks r WHERE r.principal_id = active.principal_id) AS answers
        FROM active
      ), counted AS (
        SELECT count(*) AS "of", count(*) FILTER (WHERE authenticator) AS authenticator,
          count(*) FILTER (WHERE token) AS token, count(*) FILTER (WHERE address) AS address,
          count(*) FILTER (WHERE answers) AS answers,
          count(*) FILTER (WHERE NOT (authenticator OR token OR address OR answers)) AS nothing
        FROM enrolled
      )
      SELECT what, people, "of" FROM counted, LATERAL (VALUES
        (1, 'authenticator', authenticator), (2, 'token', token), (3, 'address', address),
        (4, 'answers', answers), (5, 'nothing', nothing)) AS line (place, what, people)
      ORDER BY place LIMIT $3 OFFSET $4`,
    values: inRange,
    cursor: 'offset',
  },
  logons: {
    columns: ['from', 'door', 'outcome', 'code', 'logons', 'people'],
    text: `SELECT date_trunc($5, at, 'UTC') AS "from", door, type AS outcome, code, count(*) AS logons,
        count(DISTINCT principal_id) AS people
      FROM audit_events WHERE at >= $1 AND at < $2 AND type IN
        ('logon.granted', 'logon.denied', 'logon.cancelled', 'offline.granted', 'offline.denied')
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT $3 OFFSET $4`,
    values: (range) => [...inRange(range), range.bucket],
    cursor: 'offset',
  },
};
