import type { ChallengeId, CredentialId, FactorMethod, LogonId } from '@gatehouse/protocol';
import type pg from 'pg';

import { pendingSeedBinding } from '../enrollment/enrollment-store.js';
import type {
  EnrollingPerson,
  EnrollmentStore,
  GrantedEnrollment,
  NewEnrollment,
  PendingAddress,
  PendingAuthenticator,
  StoredEnrollment,
} from '../enrollment/enrollment-store.js';
import type { EmailCredential, TotpCredential } from '../factors/credential-store.js';
import type { SealedColumn } from './postgres-key-store.js';
import { clearEarnedSteps, earnedValues, settleValues } from './postgres-strike-store.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

/** Where a rotation of the keyring finds the seeds of authenticators that are not proven yet. */
export const PENDING_SEEDS: SealedColumn = {
  table: 'enrollments',
  column: 'sealed_seed',
  key: 'logon_id',
  owner: 'seed_id',
  associatedData: pendingSeedBinding,
};

/** Younger rows may be those of logons that are being opened. */
const SWEEP_AFTER_MS = 60_000;
const SWEEP_BATCH = 1000;

interface EnrollmentRow {
  principal_id: string;
  person: EnrollingPerson;
  password_mac: Uint8Array | null;
  password_generation: string | null;
  proof: FactorMethod | null;
  proof_enrolled: boolean;
  permitted: boolean;
  seed_id: CredentialId | null;
  sealed_seed: Uint8Array | null;
  address: string | null;
  challenge_id: ChallengeId | null;
  code_mac: Uint8Array | null;
  code_expires_at: Date | null;
  postponed: number;
}

const ADD = new Statement<{ logon_id: string }>(
  'enrollment-add',
  `INSERT INTO enrollments (logon_id, principal_id, person, password_mac, password_generation, proof, created_at, permitted)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING logon_id`,
  { locks: [1] },
);

const FIND = new Statement<EnrollmentRow>(
  'enrollment-find',
  `SELECT e.principal_id, person, password_mac, password_generation, proof, proof_enrolled, permitted, seed_id,
     sealed_seed, address, challenge_id, code_mac, code_expires_at, coalesce(p.count, 0) AS postponed
   FROM enrollments e LEFT JOIN enrollment_postponements p ON p.principal_id = e.principal_id
   WHERE e.logon_id = $1`,
  { locks: [] },
);

/**
 * The logon of `$1`, while something is to be enrolled in it at the time `$2`. Its row is locked before anything is
 * written, so that no enrolment is stored for a logon that ends at the same moment.
 */
const ENROLLING = `enrolling AS (
     SELECT id FROM logons WHERE id = $1 AND state = 'enrolling' AND expires_at > $2 FOR UPDATE
   )`;

const START_AUTHENTICATOR = new Statement<{ logon_id: string }>(
  'enrollment-start-authenticator',
  `WITH ${ENROLLING}
   UPDATE enrollments SET seed_id = $3, sealed_seed = $4
   WHERE logon_id IN (SELECT id FROM enrolling) RETURNING logon_id`,
);

const START_ADDRESS = new Statement<{ logon_id: string }>(
  'enrollment-start-address',
  `WITH ${ENROLLING}
   UPDATE enrollments SET address = $3, challenge_id = $4, code_mac = $5, code_expires_at = $6, sends = sends + 1
   WHERE logon_id IN (SELECT id FROM enrolling) AND sends < $7::int RETURNING logon_id`,
);

const DROP_ADDRESS = new Statement(
  'enrollment-drop-address',
  `UPDATE enrollments SET address = NULL, challenge_id = NULL, code_mac = NULL, code_expires_at = NULL
   WHERE logon_id = $1 AND challenge_id = $2`,
);

const TAKE_CODE = new Statement<{ logon_id: string }>(
  'enrollment-take-code',
  `WITH ${ENROLLING}
   UPDATE enrollments SET codes = codes + 1
   WHERE logon_id IN (SELECT id FROM enrolling) AND codes < $3::int RETURNING logon_id`,
);

/**
 * Of a person who gets a factor, whatever permit there is goes: of two logons that live on one, one stores a factor. `person`
 * is the number of the value that names them.
 */
function spent(person: number): string {
  return `spent AS (
     DELETE FROM enrollment_permits
     WHERE principal_id = $${person} AND EXISTS (SELECT 1 FROM enrolling) RETURNING expires_at
   )`;
}

/** What a logon that lives on a permit needs; once it has spent it, it lives on its own factor. */
const PERMITTED = '(NOT permitted OR EXISTS (SELECT 1 FROM spent WHERE expires_at > $2))';

/** The factor is this logon's own enrolment: only that takes the place of its proof. */
function enrolled(method: FactorMethod): string {
  return `proof_enrolled = proof_enrolled OR proof IS NOT DISTINCT FROM '${method}'`;
}

/** The pending seed goes, or nothing comes: of two requests with one right code one stores it. */
const ADD_AUTHENTICATOR = new Statement<{ id: string }>(
  'enrollment-add-authenticator',
  `WITH ${ENROLLING}, ${spent(4)}, proven AS (
     UPDATE enrollments SET seed_id = NULL, sealed_seed = NULL, permitted = false, ${enrolled('totp')}
     WHERE logon_id IN (SELECT id FROM enrolling) AND seed_id = $3 AND principal_id = $4 AND ${PERMITTED}
     RETURNING 1
   )
   INSERT INTO credentials (id, principal_id, method, sealed_seed, last_step, created_at)
   SELECT $3, $4, 'totp', $5::bytea, $6::bigint, $2::timestamptz FROM proven RETURNING id`,
);

const ADD_ADDRESS = new Statement<{ id: string }>(
  'enrollment-add-address',
  `WITH ${ENROLLING}, ${spent(5)}, proven AS (
     UPDATE enrollments SET address = NULL, challenge_id = NULL, code_mac = NULL, code_expires_at = NULL,
       permitted = false, ${enrolled('email')}
     WHERE logon_id IN (SELECT id FROM enrolling) AND challenge_id = $3 AND principal_id = $5 AND ${PERMITTED}
     RETURNING 1
   )
   INSERT INTO credentials (id, principal_id, method, address, created_at)
   SELECT $4, $5, 'email', $6, $2::timestamptz FROM proven
   ON CONFLICT (principal_id) WHERE method = 'email'
   DO UPDATE SET id = excluded.id, address = excluded.address, created_at = excluded.created_at
   RETURNING id`,
);

const GRANTED = 'EXISTS (SELECT 1 FROM granted)';

/** `$1` to `$4` settle the strikes, the last three values say which of them. */
const FINISH = new Statement<{ granted: boolean }>(
  'enrollment-finish',
  `WITH granted AS (
     UPDATE logons SET state = 'granted'
     WHERE id = $5 AND principal_id = $1 AND state = 'enrolling' AND expires_at > $4 RETURNING 1
   ), ended AS (
     DELETE FROM enrollments WHERE logon_id = $5 AND ${GRANTED}
   ), resumed AS (
     DELETE FROM enrollment_postponements WHERE principal_id = $1 AND ${GRANTED}
   ), in_use AS (
     DELETE FROM enrollment_idle_accounts WHERE principal_id = $1 AND ${GRANTED}
   ), ${clearEarnedSteps(GRANTED, 6)}
   SELECT ${GRANTED} AS granted`,
  { locks: [0] },
);

/** The count is taken before the grant, and the grant happens only with it: never more than the limit, on any number of nodes. */
const POSTPONE = new Statement<{ count: number | null }>(
  'enrollment-postpone',
  `WITH enrolling AS (
     SELECT id FROM logons
     WHERE id = $5 AND principal_id = $1 AND state = 'enrolling' AND expires_at > $4 FOR UPDATE
   ), postponed AS (
     INSERT INTO enrollment_postponements AS p (principal_id, count)
     SELECT $1, 1 FROM enrolling WHERE $6::int > 0
     ON CONFLICT (principal_id) DO UPDATE SET count = p.count + 1 WHERE p.count < $6
     RETURNING count
   ), granted AS (
     UPDATE logons SET state = 'granted'
     WHERE id = $5 AND state = 'enrolling' AND EXISTS (SELECT 1 FROM postponed) RETURNING 1
   ), ended AS (
     DELETE FROM enrollments WHERE logon_id = $5 AND ${GRANTED}
   ), ${clearEarnedSteps(GRANTED, 7)}
   SELECT (SELECT count FROM postponed WHERE ${GRANTED}) AS count`,
  { locks: [0] },
);

const MARK_IDLE = new Statement<{ principal_id: string }>(
  'enrollment-mark-idle',
  `INSERT INTO enrollment_idle_accounts (principal_id, found_at) VALUES ($1, $2)
   ON CONFLICT (principal_id) DO NOTHING`,
);

const IS_MARKED_IDLE = new Statement<{ principal_id: string }>(
  'enrollment-is-marked-idle',
  'SELECT principal_id FROM enrollment_idle_accounts WHERE principal_id = $1',
  { locks: [] },
);

const SWEEP = new Statement<{ swept: number }>(
  'enrollment-sweep',
  `WITH gone AS (
     DELETE FROM enrollments WHERE logon_id IN (
       SELECT e.logon_id FROM enrollments e LEFT JOIN logons l ON l.id = e.logon_id
       WHERE e.created_at < $2
         AND (l.id IS NULL OR l.state NOT IN ('open', 'enrolling') OR l.expires_at <= $1)
       LIMIT $3) RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Enrolments in progress in the table `enrollments`, and what people postponed. */
export class PostgresEnrollmentStore implements EnrollmentStore, Sweeper {
  readonly name = 'enrollments';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async add(enrollment: NewEnrollment, now: Date): Promise<void> {
    const { logonId, principalId, person, passwordMac, passwordGeneration, proof } = enrollment;
    const { permitted } = enrollment;
    await ADD.run(this.#pool, [
      logonId,
      principalId,
      JSON.stringify(person),
      passwordMac ?? null,
      passwordGeneration ?? null,
      proof ?? null,
      now,
      permitted,
    ]);
  }

  async find(logonId: LogonId): Promise<StoredEnrollment | undefined> {
    const [row] = await FIND.run(this.#pool, [logonId]);
    return row && fromRow(logonId, row);
  }

  async startAuthenticator(
    logonId: LogonId,
    { credentialId, sealedSeed }: PendingAuthenticator,
    now: Date,
  ): Promise<boolean> {
    const values = [logonId, now, credentialId, sealedSeed];
    return (await START_AUTHENTICATOR.run(this.#pool, values)).length === 1;
  }

  async startAddress(
    logonId: LogonId,
    { address, challengeId, codeMac, expiresAt }: PendingAddress,
    { maxSends, now }: { maxSends: number; now: Date },
  ): Promise<boolean> {
    const values = [logonId, now, address, challengeId, codeMac, expiresAt, maxSends];
    return (await START_ADDRESS.run(this.#pool, values)).length === 1;
  }

  async dropAddress(logonId: LogonId, challengeId: ChallengeId): Promise<void> {
    await DROP_ADDRESS.run(this.#pool, [logonId, challengeId]);
  }

  async takeCode(
    logonId: LogonId,
    { maxCodes, now }: { maxCodes: number; now: Date },
  ): Promise<boolean> {
    return (await TAKE_CODE.run(this.#pool, [logonId, now, maxCodes])).length === 1;
  }

  async addAuthenticator(
    logonId: LogonId,
    { id, principalId, sealedSeed }: TotpCredential,
    { step, now }: { step: number; now: Date },
  ): Promise<boolean> {
    const values = [logonId, now, id, principalId, sealedSeed, step];
    return (await ADD_AUTHENTICATOR.run(this.#pool, values)).length === 1;
  }

  async addAddress(
    logonId: LogonId,
    { id, principalId, address }: EmailCredential,
    { challengeId, now }: { challengeId: ChallengeId; now: Date },
  ): Promise<boolean> {
    const values = [logonId, now, challengeId, id, principalId, address];
    return (await ADD_ADDRESS.run(this.#pool, values)).length === 1;
  }

  async finish({ logonId, strike, provenAt, now }: GrantedEnrollment): Promise<boolean> {
    const [row] = await FINISH.run(this.#pool, [
      ...settleValues(strike, now),
      logonId,
      ...earnedValues(strike.lockout, provenAt),
    ]);
    return row?.granted === true;
  }

  async postpone(
    { logonId, strike, provenAt, now }: GrantedEnrollment,
    limit: number,
  ): Promise<number | undefined> {
    const [row] = await POSTPONE.run(this.#pool, [
      ...settleValues(strike, now),
      ...[logonId, limit],
      ...earnedValues(strike.lockout, provenAt),
    ]);
    return row?.count === null || row?.count === undefined ? undefined : limit - row.count;
  }

  async markIdle(principalId: string, now: Date): Promise<void> {
    await MARK_IDLE.run(this.#pool, [principalId, now]);
  }

  async isMarkedIdle(principalId: string): Promise<boolean> {
    return (await IS_MARKED_IDLE.run(this.#pool, [principalId])).length === 1;
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - SWEEP_AFTER_MS);
    const [row] = await SWEEP.run(this.#pool, [now, before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }
}

function fromRow(logonId: LogonId, row: EnrollmentRow): StoredEnrollment {
  return {
    logonId,
    principalId: row.principal_id,
    person: row.person,
    passwordMac: row.password_mac ?? undefined,
    passwordGeneration: row.password_generation ?? undefined,
    proof: row.proof ?? undefined,
    proofEnrolled: row.proof_enrolled,
    permitted: row.permitted,
    authenticator: authenticatorOf(row),
    address: addressOf(row),
    postponed: row.postponed,
  };
}

function authenticatorOf(row: EnrollmentRow): PendingAuthenticator | undefined {
  const { seed_id: credentialId, sealed_seed: sealedSeed } = row;
  return credentialId === null || sealedSeed === null ? undefined : { credentialId, sealedSeed };
}

function addressOf(row: EnrollmentRow): PendingAddress | undefined {
  const { address, challenge_id: challengeId, code_mac: codeMac, code_expires_at: expiresAt } = row;
  if (address === null || challengeId === null || codeMac === null || expiresAt === null) {
    return undefined;
  }
  return { address, challengeId, codeMac, expiresAt };
}
