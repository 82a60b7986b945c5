import type pg from 'pg';

import type {
  Lock,
  Lockout,
  Strike,
  StrikeKey,
  StrikeStatus,
  StrikeStore,
} from '../regulation/strikes.js';
import type { NonceClaim, NotAdmitted } from '../workstation/admission.js';
import { ADMISSION, admissionSteps, outcomeOf } from './admission-steps.js';
import type { AdmissionRow } from './admission-steps.js';
import { Statement } from './statement.js';
import type { StatementValue } from './statement.js';
import type { Sweeper } from './sweeper.js';

const MINUTE_MS = 60_000;

/** Counters are kept this long after they stopped counting: people who come back use their row again. */
const KEEP_MS = 24 * 60 * MINUTE_MS;
const SWEEP_BATCH = 1000;
/** How often an attempt is made again that found a lock which was gone when it was looked at. */
const MAX_RETAKES = 3;

interface TakeRow {
  source_count: number | null;
  principal_count: number | null;
}

const COUNTS =
  '(SELECT count FROM of_source) AS source_count, (SELECT count FROM of_principal) AS principal_count';

/**
 * Both counters or neither, in one statement. The source's comes first and the principal's only after it, so that
 * statements lock rows in one order, and a locked-out source adds nothing to the principal's counter (R44). Each
 * update sees the newest version of its row (PostgreSQL manual, "INSERT … ON CONFLICT" under read committed), so of
 * any number of parallel attempts exactly as many pass as the limit allows (R35).
 */
const TAKE = new Statement<TakeRow>('strike-take', `WITH ${takeSteps('true')} SELECT ${COUNTS}`, {
  locks: [0],
});

/** No strike for a request that is not admitted, and no admission without its strike: one commit for both. */
const TAKE_ADMITTED = new Statement<TakeRow & AdmissionRow>(
  'strike-take-admitted',
  `WITH ${admissionSteps(9)}, ${takeSteps('EXISTS (SELECT FROM admitted)')}
   SELECT ${COUNTS}, ${ADMISSION}`,
  { locks: [0, 9] },
);

function takeSteps(condition: string): string {
  return `of_source AS (
     INSERT INTO strikes AS s (principal_id, source, count, expires_at)
     SELECT $1, $2, 1, CASE WHEN 1 >= $4::int THEN $6::timestamptz ELSE $5::timestamptz END
     WHERE ${condition} AND NOT EXISTS (
       SELECT 1 FROM strikes WHERE principal_id = $1 AND source = '' AND ${reached('count', '$7::int')} AND expires_at > $3)
     ON CONFLICT (principal_id, source) DO UPDATE SET
       count = CASE WHEN s.expires_at > $3 THEN s.count + 1 ELSE 1 END,
       expires_at = CASE WHEN (CASE WHEN s.expires_at > $3 THEN s.count + 1 ELSE 1 END) >= $4
                    THEN $6 ELSE $5 END
     WHERE s.count < $4 OR s.expires_at <= $3
     RETURNING count
   ), of_principal AS (
     INSERT INTO strikes AS s (principal_id, source, count, expires_at)
     SELECT $1, '', 1, CASE WHEN 1 >= $7 THEN $8::timestamptz ELSE $5 END FROM of_source
     ON CONFLICT (principal_id, source) DO UPDATE SET
       count = CASE WHEN s.expires_at > $3 THEN s.count + 1 ELSE 1 END,
       expires_at = CASE WHEN (CASE WHEN s.expires_at > $3 THEN s.count + 1 ELSE 1 END) >= $7
                    THEN $8 ELSE $5 END
     WHERE NOT ${reached('s.count', '$7', 's.')} OR s.expires_at <= $3
     RETURNING count
   )`;
}

/** Whether a counter of a principal locks. One that somebody has to end does so whatever the limit is by now. */
function reached(count: string, limit: string, of = ''): string {
  return `(${count} >= ${limit} OR ${of}expires_at = 'infinity')`;
}

/** `infinity` arrives as a number. */
interface CounterRow {
  source: string;
  count: number;
  expires_at: Date | number;
}

const READ = new Statement<CounterRow>(
  'strike-read',
  'SELECT source, count, expires_at FROM strikes WHERE principal_id = $1 AND source = ANY ($2)',
);

/**
 * Steps of a larger statement that ends an attempt; `$1` to `$4` are the principal, the source, the time that the
 * counters expire at from now on, and the present time. `condition` decides whether anything happens. Locks are
 * taken in the order of {@link TAKE}.
 */
export function giveBackSteps(condition: string): string {
  return countingSteps('count = greatest(count - 1, 0), expires_at = $3', condition);
}

/** @see giveBackSteps */
export function clearSteps(condition: string): string {
  return countingSteps('count = 0, expires_at = $3', condition);
}

/**
 * As {@link clearSteps} for a grant some time after the proof, which clears what stood then. A counter that was touched since,
 * which its expiry tells, and one that has reached its limit stay: whoever failed meanwhile was not this person.
 *
 * @param values the numbers of the statement's values from {@link earnedValues}, of which this is the first
 */
export function clearEarnedSteps(condition: string, values: number): string {
  const untouched = `expires_at <= $${values}::timestamptz`;
  return countingSteps('count = 0, expires_at = $3', condition, {
    ofSource: `${untouched} AND count < $${values + 1}::int`,
    ofPrincipal: `${untouched} AND count < $${values + 2}::int`,
  });
}

function countingSteps(
  assignments: string,
  condition: string,
  { ofSource, ofPrincipal } = { ofSource: 'true', ofPrincipal: 'true' },
): string {
  return `of_source AS (
     UPDATE strikes SET ${assignments}
     WHERE principal_id = $1 AND source = $2 AND expires_at > $4 AND ${condition} AND ${ofSource} RETURNING 1
   ), of_principal AS (
     UPDATE strikes SET ${assignments}
     WHERE principal_id = $1 AND source = '' AND expires_at > $4 AND ${condition} AND ${ofPrincipal}
       AND (SELECT count(*) FROM of_source) >= 0 RETURNING 1
   )`;
}

const GIVE_BACK = new Statement(
  'strike-give-back',
  `WITH ${giveBackSteps('true')} SELECT count(*) FROM of_principal`,
  { locks: [0] },
);

const GIVE_BACK_SOURCE = new Statement(
  'strike-give-back-source',
  `UPDATE strikes SET count = greatest(count - 1, 0), expires_at = $3
   WHERE principal_id = $1 AND source = $2 AND expires_at > $4`,
);

/** In the order of {@link TAKE}. */
const CLEAR = new Statement<{ source: string }>(
  'strike-clear',
  `WITH of_sources AS (
     DELETE FROM strikes WHERE principal_id = $1 AND source <> '' RETURNING source, count
   ), of_principal AS (
     DELETE FROM strikes
     WHERE principal_id = $1 AND source = '' AND (SELECT count(*) FROM of_sources) >= 0 RETURNING source, count
   )
   SELECT source FROM (SELECT * FROM of_principal UNION ALL SELECT * FROM of_sources) cleared
   WHERE count > 0 ORDER BY source`,
);

const CLEAR_SOURCE = new Statement<{ source: string }>(
  'strike-clear-source',
  `DELETE FROM strikes WHERE principal_id = $1 AND source = $2 AND source <> '' RETURNING source`,
);

const SWEEP = new Statement<{ swept: number }>(
  'strike-sweep',
  `WITH gone AS (
     DELETE FROM strikes WHERE (principal_id, source) IN
       (SELECT principal_id, source FROM strikes WHERE expires_at < $1 LIMIT $2)
     AND expires_at < $1 RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Counters in the table `strikes`. */
export class PostgresStrikeStore implements StrikeStore, Sweeper {
  readonly name = 'strikes';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  take(key: StrikeKey, lockout: Lockout, now: Date): Promise<Strike | Lock>;
  take(
    key: StrikeKey,
    lockout: Lockout,
    now: Date,
    claim: NonceClaim | undefined,
  ): Promise<Strike | Lock | NotAdmitted>;
  async take(
    key: StrikeKey,
    lockout: Lockout,
    now: Date,
    claim?: NonceClaim,
  ): Promise<Strike | Lock | NotAdmitted> {
    const values = takeValues(key, lockout, now);
    if (claim === undefined) {
      return this.#taken((await TAKE.run(this.#pool, values))[0], key, lockout, now);
    }
    const { keyId, nonce, expiresAt } = claim;
    const [row] = await TAKE_ADMITTED.run(this.#pool, [...values, keyId, nonce, expiresAt]);
    const outcome = outcomeOf(row);
    return outcome === 'admitted' ? this.#taken(row, key, lockout, now) : { refused: outcome };
  }

  async #taken(
    row: TakeRow | undefined,
    key: StrikeKey,
    lockout: Lockout,
    now: Date,
    triesLeft = MAX_RETAKES,
  ): Promise<Strike | Lock> {
    const sourceCount = row?.source_count ?? undefined;
    const principalCount = row?.principal_count ?? undefined;
    if (sourceCount !== undefined && principalCount !== undefined) {
      return { ...key, lockout, sourceCount, principalCount, ...lockEnds(lockout, now) };
    }
    if (sourceCount !== undefined) {
      // The principal was locked by a parallel attempt after this statement began.
      await GIVE_BACK_SOURCE.run(this.#pool, settleValues({ ...key, lockout }, now));
    }
    const lock = await this.findLock(key, lockout, now);
    if (lock !== undefined) return lock;
    // Given back since: the request is admitted, and an attempt is there for it.
    if (triesLeft > 0) {
      return this.#taken(
        (await TAKE.run(this.#pool, takeValues(key, lockout, now)))[0],
        key,
        lockout,
        now,
        triesLeft - 1,
      );
    }
    return { code: 'source.locked', until: now };
  }

  async giveBack(strike: Strike, now: Date): Promise<void> {
    await GIVE_BACK.run(this.#pool, settleValues(strike, now));
  }

  async status(principalId: string, lockout: Lockout, now: Date): Promise<StrikeStatus> {
    const [row] = await READ.run(this.#pool, [principalId, ['']]);
    const strikes = row === undefined || !isAfter(row.expires_at, now) ? 0 : row.count;
    const locked = row !== undefined && locks(row, lockout.strikes, now);
    const until = locked && row.expires_at instanceof Date ? row.expires_at : undefined;
    return { strikes, locked, ...(until === undefined ? {} : { lockedUntil: until }) };
  }

  async clear(principalId: string, source?: string): Promise<string[]> {
    const cleared =
      source === undefined
        ? await CLEAR.run(this.#pool, [principalId])
        : await CLEAR_SOURCE.run(this.#pool, [principalId, source]);
    return cleared.map(({ source: one }) => one);
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEEP_MS);
    const [row] = await SWEEP.run(this.#pool, [before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }

  async findLock(key: StrikeKey, lockout: Lockout, now: Date): Promise<Lock | undefined> {
    const rows = await READ.run(this.#pool, [key.principalId, ['', key.source]]);
    const find = (source: string, limit: number) =>
      rows.find((row) => row.source === source && locks(row, limit, now));
    const principal = find('', lockout.strikes);
    const locked = principal ?? find(key.source, lockout.sourceStrikes);
    if (locked === undefined) return undefined;
    return {
      code: principal === undefined ? 'source.locked' : 'principal.locked',
      until: locked.expires_at instanceof Date ? locked.expires_at : undefined,
    };
  }
}

/** The values of {@link takeSteps}. */
function takeValues(key: StrikeKey, lockout: Lockout, now: Date): StatementValue[] {
  const { sourceLockEnds, principalLockEnds } = lockEnds(lockout, now);
  return [
    key.principalId,
    key.source,
    now,
    lockout.sourceStrikes,
    windowEnd(lockout, now),
    sourceLockEnds,
    lockout.strikes,
    principalLockEnds ?? 'infinity',
  ];
}

function lockEnds(
  lockout: Lockout,
  now: Date,
): Pick<Strike, 'sourceLockEnds' | 'principalLockEnds'> {
  return {
    sourceLockEnds: after(now, lockout.sourceDurationMinutes),
    principalLockEnds:
      lockout.durationMinutes === 0 ? undefined : after(now, lockout.durationMinutes),
  };
}

/** The values `$1` to `$4` of {@link giveBackSteps} and {@link clearSteps}. */
export function settleValues(
  strike: StrikeKey & { lockout: Lockout },
  now: Date,
): [principalId: string, source: string, expiresAt: Date, now: Date] {
  return [strike.principalId, strike.source, windowEnd(strike.lockout, now), now];
}

/** The values of {@link clearEarnedSteps}: when counters that nobody touched since the proof expire, and their limits. */
export function earnedValues(lockout: Lockout, provenAt: Date): StatementValue[] {
  return [windowEnd(lockout, provenAt), lockout.sourceStrikes, lockout.strikes];
}

function windowEnd(lockout: Lockout, now: Date): Date {
  return after(now, lockout.windowMinutes);
}

function after(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * MINUTE_MS);
}

/** As {@link reached} says. */
function locks({ count, expires_at: end }: CounterRow, limit: number, now: Date): boolean {
  return (count >= limit || !(end instanceof Date)) && isAfter(end, now);
}

function isAfter(expiresAt: Date | number, now: Date): boolean {
  return expiresAt instanceof Date ? expiresAt > now : expiresAt > 0;
}
