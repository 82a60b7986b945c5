import type { ChallengeId, FactorMethod, LogonId } from '@gatehouse/protocol';
import type pg from 'pg';

import type { Door, Source } from '../authentication/logon-engine.js';
import type {
  EnrollingOutcome,
  GrantOutcome,
  LogonPrincipal,
  LogonStore,
  ReportedLogon,
  StoredLogon,
} from '../authentication/logon-store.js';
import type { Challenge, Logon, LogonSettings, LogonState } from '../authentication/logon.js';
import type { AuthenticatorStep } from '../factors/credential-store.js';
import type { Offer } from '../factors/factor.js';
import type { Strike } from '../regulation/strikes.js';
import { clearSteps, giveBackSteps, settleValues } from './postgres-strike-store.js';
import { Statement } from './statement.js';
import type { StatementValue } from './statement.js';
import type { Sweeper } from './sweeper.js';

/** Ended and expired logons are kept this long, for Windows' report and for whoever asks what became of them. */
const KEEP_MS = 60 * 60_000;
const SWEEP_BATCH = 1000;

interface LogonRow {
  id: LogonId;
  door: Door;
  source_key: string;
  state: LogonState;
  principal_id: string;
  principal_name: string;
  sid: string;
  netbios_domain: string;
  sam_account_name: string;
  language: string | null;
  settings: LogonSettings;
  offered: Offer[];
  challenge_id: ChallengeId | null;
  method: FactorMethod | null;
  code_mac: Uint8Array | null;
  sends: number;
  expires_at: Date;
  /** The driver reads a numeric as text. */
  generation: string | null;
  changes_password: boolean;
}

const COLUMNS = `id, door, source_key, state, principal_id, principal_name, sid, netbios_domain,
  sam_account_name, language, settings, offered, challenge_id, method, code_mac, sends, expires_at,
  generation, changes_password`;

/** `$1` to `$4` settle the strikes; the principal is the first of them. */
const VALUES =
  '$5, $6, $7, $8, $1, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22';

const OPEN = new Statement(
  'logon-open',
  `WITH ${giveBackSteps('true')}, opened AS (INSERT INTO logons (${COLUMNS}) VALUES (${VALUES}))
   SELECT count(*) FROM of_principal`,
  { locks: [0] },
);

const OPEN_GRANTED = new Statement(
  'logon-open-granted',
  `WITH ${clearSteps('true')}, opened AS (INSERT INTO logons (${COLUMNS}) VALUES (${VALUES}))
   SELECT count(*) FROM of_principal`,
  { locks: [0] },
);

const OPEN_UNPROVEN = new Statement(
  'logon-open-unproven',
  `WITH ${giveBackSteps('true')}, opened AS (INSERT INTO logons (${COLUMNS}) VALUES (${VALUES}))
   SELECT count(*) FROM of_principal`,
  { locks: [0] },
);

const OPEN_OBSERVED = new Statement<{ id: string }>(
  'logon-open-observed',
  `INSERT INTO logons (${COLUMNS})
   VALUES ($2, $3, $4, $5, $1, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, NULL, 0, $13, NULL, false)
   RETURNING id`,
  { locks: [] },
);

const FIND = new Statement<LogonRow>('logon-find', `SELECT ${COLUMNS} FROM logons WHERE id = $1`, {
  locks: [],
});

/**
 * Uses up the step `$8` of the credential `$7`, for a logon `$5` that waits for the challenge `$6`. The logon is locked first:
 * what another request replaced, answered or cancelled meanwhile uses up nothing, for a code on paper is gone for good.
 */
const ACCEPTED = `waiting AS (
     SELECT 1 FROM logons WHERE id = $5 AND challenge_id = $6 AND state = 'open' AND expires_at > $4
     FOR NO KEY UPDATE
   ), accepted AS (
     UPDATE credentials SET last_step = $8
     WHERE id = $7 AND last_step < $8 AND EXISTS (SELECT 1 FROM waiting) RETURNING 1
   )`;

/** The step, the logon and the strikes, or none of them: one commit, and no crash comes between. */
const grantAnd = (settle: (when: string) => string) =>
  `WITH ${ACCEPTED}, granted AS (
     UPDATE logons SET state = 'granted'
     WHERE id = $5 AND challenge_id = $6 AND state = 'open' AND expires_at > $4
       AND ($7::text IS NULL OR EXISTS (SELECT 1 FROM accepted)) RETURNING 1
   ), ${settle('EXISTS (SELECT 1 FROM granted)')}
   SELECT EXISTS (SELECT 1 FROM waiting) AS waits, EXISTS (SELECT 1 FROM granted) AS granted`;

interface GrantRow {
  /** Whether the logon did wait for this challenge: then what is not granted failed by the step. */
  waits: boolean;
  granted: boolean;
}

const GRANT = new Statement<GrantRow>('logon-grant', grantAnd(clearSteps), { locks: [0] });

const GRANT_KEEPING_STRIKES = new Statement<GrantRow>(
  'logon-grant-keeping-strikes',
  grantAnd(giveBackSteps),
  { locks: [0] },
);

/** As {@link GRANT}, but that something is to be enrolled before the grant. */
const START_ENROLLING = new Statement<{ waits: boolean; started: boolean }>(
  'logon-start-enrolling',
  `WITH ${ACCEPTED}, started AS (
     UPDATE logons SET state = 'enrolling', expires_at = $9
     WHERE id = $5 AND challenge_id = $6 AND state = 'open' AND expires_at > $4
       AND ($7::text IS NULL OR EXISTS (SELECT 1 FROM accepted)) RETURNING 1
   ), ${giveBackSteps('EXISTS (SELECT 1 FROM started)')}
   SELECT EXISTS (SELECT 1 FROM waiting) AS waits, EXISTS (SELECT 1 FROM started) AS started`,
  { locks: [0] },
);

const REPLACE = new Statement<{ id: string }>(
  'logon-replace-challenge',
  `UPDATE logons SET challenge_id = $3, method = $4, code_mac = $5, sends = $6, expires_at = $7, offered = $8
   WHERE id = $1 AND challenge_id = $2 AND state = 'open' AND expires_at > $9 AND $6 <= $10::int
   RETURNING id`,
);

const DENY = new Statement<{ id: string }>(
  'logon-deny',
  `UPDATE logons SET state = 'denied' WHERE id = $1 AND state IN ('open', 'enrolling') RETURNING id`,
);

interface PrincipalRow {
  principal_id: string;
  principal_name: string;
}

const CANCEL = new Statement<PrincipalRow>(
  'logon-cancel',
  `UPDATE logons SET state = 'cancelled'
   WHERE id = $1 AND door = $2 AND source_key = $3 AND state IN ('open', 'enrolling')
   RETURNING principal_id, principal_name`,
);

/** An enrolment may wait, so that a workstation goes on without the grant, but never one that is the proof. */
const REPORT = new Statement<PrincipalRow & { waits: boolean }>(
  'logon-report',
  `UPDATE logons SET reported = true
   WHERE id = $1 AND door = $2 AND source_key = $3 AND NOT reported
     AND (state = 'granted' OR state = 'enrolling' AND NOT EXISTS (
       SELECT 1 FROM enrollments WHERE logon_id = $1 AND proof IS NOT NULL AND NOT proof_enrolled))
   RETURNING principal_id, principal_name, state = 'enrolling' AS waits`,
);

/** One condition for everything that is asked of such a logon: of parallel requests no more than the limit pass. */
const TAKE_PASSWORD_TRY = new Statement<LogonRow>(
  'logon-take-password-try',
  `UPDATE logons SET password_tries = password_tries + 1
   WHERE id = $1 AND door = $2 AND source_key = $3 AND state = 'granted' AND changes_password
     AND NOT password_changed AND password_tries < $4::int AND expires_at > $5
   RETURNING ${COLUMNS}`,
);

const MARK_PASSWORD_CHANGED = new Statement(
  'logon-mark-password-changed',
  `WITH ${giveBackSteps('true')}, changed AS (UPDATE logons SET password_changed = true WHERE id = $5)
   SELECT count(*) FROM of_principal`,
);

const SWEEP = new Statement<{ swept: number }>(
  'logon-sweep',
  `WITH gone AS (
     DELETE FROM logons WHERE id IN (SELECT id FROM logons WHERE expires_at < $1 LIMIT $2) RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Logons in progress in the table `logons`. */
export class PostgresLogonStore implements LogonStore, Sweeper {
  readonly name = 'logons';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async open(logon: Logon, challenge: Challenge, strike: Strike, now: Date): Promise<void> {
    await OPEN.run(this.#pool, [
      ...settleValues(strike, now),
      ...logonValues(logon, 'open'),
      challenge.id,
      challenge.method,
      challenge.codeMac ?? null,
      challenge.sends,
      challenge.expiresAt,
      logon.generation ?? null,
      logon.changesPassword,
    ]);
  }

  async openGranted(logon: Logon, strike: Strike, now: Date): Promise<void> {
    await this.#openGranted(OPEN_GRANTED, logon, strike, now);
  }

  async openUnproven(logon: Logon, strike: Strike, now: Date): Promise<void> {
    await this.#openGranted(OPEN_UNPROVEN, logon, strike, now);
  }

  async #openGranted(
    ...[statement, logon, strike, now]: [Statement<object>, Logon, Strike, Date]
  ): Promise<void> {
    await statement.run(this.#pool, [
      ...settleValues(strike, now),
      ...logonValues(logon, 'granted'),
      ...[null, null, null, 0, now, logon.generation ?? null, logon.changesPassword],
    ]);
  }

  async openObserved(logon: Logon, now: Date): Promise<void> {
    await OPEN_OBSERVED.run(this.#pool, [logon.principalId, ...logonValues(logon, 'granted'), now]);
  }

  async find(id: LogonId): Promise<StoredLogon | undefined> {
    const [row] = await FIND.run(this.#pool, [id]);
    return row === undefined ? undefined : fromRow(row);
  }

  async grant(
    id: LogonId,
    challengeId: ChallengeId,
    { strike, step, now, keepsStrikes = false }: Parameters<LogonStore['grant']>[2],
  ): Promise<GrantOutcome> {
    const [row] = await (keepsStrikes ? GRANT_KEEPING_STRIKES : GRANT).run(this.#pool, [
      ...settleValues(strike, now),
      id,
      challengeId,
      step?.credentialId ?? null,
      step?.step ?? null,
    ]);
    if (row?.granted === true) return 'granted';
    return step !== undefined && row?.waits === true ? 'used-step' : 'unknown';
  }

  async openEnrolling(
    logon: Logon,
    strike: Strike,
    { now, expiresAt }: { now: Date; expiresAt: Date },
  ): Promise<void> {
    await OPEN.run(this.#pool, [
      ...settleValues(strike, now),
      ...logonValues(logon, 'enrolling'),
      ...[null, null, null, 0, expiresAt, logon.generation ?? null, logon.changesPassword],
    ]);
  }

  async startEnrolling(
    id: LogonId,
    challengeId: ChallengeId,
    proof: { strike: Strike; step: AuthenticatorStep | undefined; now: Date; expiresAt: Date },
  ): Promise<EnrollingOutcome> {
    const { strike, step, now, expiresAt } = proof;
    const [row] = await START_ENROLLING.run(this.#pool, [
      ...settleValues(strike, now),
      id,
      challengeId,
      step?.credentialId ?? null,
      step?.step ?? null,
      expiresAt,
    ]);
    if (row?.started === true) return 'enrolling';
    return step !== undefined && row?.waits === true ? 'used-step' : 'unknown';
  }

  async replaceChallenge(
    id: LogonId,
    replaced: ChallengeId,
    next: Challenge & { offered: Offer[] },
    { maxSends, now }: { maxSends: number; now: Date },
  ): Promise<boolean> {
    const rows = await REPLACE.run(this.#pool, [
      id,
      replaced,
      next.id,
      next.method,
      next.codeMac ?? null,
      next.sends,
      next.expiresAt,
      JSON.stringify(next.offered),
      now,
      maxSends,
    ]);
    return rows.length === 1;
  }

  async deny(id: LogonId): Promise<boolean> {
    return (await DENY.run(this.#pool, [id])).length === 1;
  }

  async cancel(id: LogonId, { door, key }: Source): Promise<LogonPrincipal | undefined> {
    return principalOf(await CANCEL.run(this.#pool, [id, door, key]));
  }

  async markReported(id: LogonId, { door, key }: Source): Promise<ReportedLogon | undefined> {
    const rows = await REPORT.run(this.#pool, [id, door, key]);
    const principal = principalOf(rows);
    return principal && { ...principal, waits: rows[0]?.waits === true };
  }

  async takePasswordTry(
    id: LogonId,
    { door, key }: Source,
    { maxTries, grantedAfter }: { maxTries: number; grantedAfter: Date },
  ): Promise<StoredLogon | undefined> {
    const values = [id, door, key, maxTries, grantedAfter];
    const [row] = await TAKE_PASSWORD_TRY.run(this.#pool, values);
    return row && fromRow(row);
  }

  async markPasswordChanged(id: LogonId, strike: Strike, now: Date): Promise<void> {
    await MARK_PASSWORD_CHANGED.run(this.#pool, [...settleValues(strike, now), id]);
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEEP_MS);
    const [row] = await SWEEP.run(this.#pool, [before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}

function logonValues(logon: Logon, state: LogonState): StatementValue[] {
  return [
    logon.id,
    logon.door,
    logon.sourceKey,
    state,
    logon.principalName,
    logon.account.sid,
    logon.account.netbiosDomain,
    logon.account.samAccountName,
    logon.language ?? null,
    JSON.stringify(logon.settings),
    JSON.stringify(logon.offered),
  ];
}

function fromRow(row: LogonRow): StoredLogon {
  const { challenge_id: challengeId, method } = row;
  return {
    id: row.id,
    door: row.door,
    sourceKey: row.source_key,
    state: row.state,
    principalId: row.principal_id,
    principalName: row.principal_name,
    account: {
      sid: row.sid,
      netbiosDomain: row.netbios_domain,
      samAccountName: row.sam_account_name,
    },
    language: row.language ?? undefined,
    generation: row.generation ?? undefined,
    changesPassword: row.changes_password,
    settings: row.settings,
    offered: row.offered,
    challenge:
      challengeId === null || method === null
        ? undefined
        : {
            id: challengeId,
            method,
            codeMac: row.code_mac ?? undefined,
            sends: row.sends,
            expiresAt: row.expires_at,
          },
    expiresAt: row.expires_at,
  };
}

function principalOf([row]: PrincipalRow[]): LogonPrincipal | undefined {
  if (row === undefined) return undefined;
  return { principalId: row.principal_id, principalName: row.principal_name };
}
