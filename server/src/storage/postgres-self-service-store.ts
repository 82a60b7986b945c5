import type {
  Account,
  ChallengeId,
  FactorMethod,
  SelfServiceId,
  SessionPurpose,
} from '@gatehouse/protocol';
import type pg from 'pg';

import type { AuthenticatorStep } from '../factors/credential-store.js';
import type { Offer } from '../factors/factor.js';
import type { Strike } from '../regulation/strikes.js';
import { proofsOf } from '../self-service/self-service-door.js';
import type { SelfServiceDoor } from '../self-service/self-service-door.js';
import type { AdvanceOutcome, Departure, SessionStore } from '../self-service/session-store.js';
import type {
  AskedQuestions,
  Progress,
  Session,
  SessionSettings,
  Stage,
  StoredSession,
} from '../self-service/session.js';
import { giveBackSteps, settleValues } from './postgres-strike-store.js';
import { Statement } from './statement.js';
import type { StatementValue } from './statement.js';
import type { Sweeper } from './sweeper.js';

/** Sessions that are over are kept this long, for whoever asks what became of them. */
const KEEP_MS = 60 * 60_000;
const SWEEP_BATCH = 1000;

interface SessionRow {
  id: SelfServiceId;
  door: SelfServiceDoor;
  source_key: string;
  purpose: SessionPurpose;
  proof: Session['proof'];
  reset_grant: boolean;
  principal_id: string;
  principal_name: string | null;
  account: Account | null;
  language: string | null;
  settings: SessionSettings;
  questions: AskedQuestions | null;
  stage: Stage;
  challenge_id: ChallengeId | null;
  method: FactorMethod | null;
  code_mac: Uint8Array | null;
  sends: number;
  offered: Offer[] | null;
  expires_at: Date;
}

const COLUMNS = `id, source_key, purpose, proof, principal_id, principal_name, account, language, settings,
  questions, stage, challenge_id, method, code_mac, sends, offered, expires_at, reset_grant, door`;

/**
 * How many sessions are kept at one door: of one person from one source (a workstation, a browser), of one source, of one
 * person. The first is the least, so that nobody at one tile pushes out what the person began at another; and nobody in
 * a browser pushes out what was begun at a tile. Sessions that are over count, for they are rows as well.
 */
const MOST = { ofBoth: 4, ofSource: 64, ofPrincipal: 16 };

/**
 * Whether something is proven in a session that goes on: anybody can begin sessions for a name, and must not push out what its
 * owner has proven a part of. `$20` is the stage that follows the first of two proofs at this door.
 */
const IS_PROVEN = `(stage IN ('new-password', 'working') OR proof = 'answers-and-otp' AND stage = $20)`;

/** Those besides the ones with a proof and then the newest ones, the new one among them. */
function surplus(condition: string, most: number): string {
  return `(SELECT id FROM self_service_sessions WHERE door = $19 AND ${condition}
    ORDER BY ${IS_PROVEN} DESC, expires_at DESC, id OFFSET ${most - 1})`;
}

/** The new one takes the place of the oldest without a proof, in one commit: parallel ones do not see each other, the next one makes up for it. */
const OPEN = new Statement(
  'self-service-open',
  `WITH gone AS (
     DELETE FROM self_service_sessions WHERE id IN (
       ${surplus('source_key = $2 AND principal_id = $5', MOST.ofBoth)} UNION
       ${surplus('source_key = $2', MOST.ofSource)} UNION
       ${surplus('principal_id = $5', MOST.ofPrincipal)})
   )
   INSERT INTO self_service_sessions (${COLUMNS})
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
);

const FIND = new Statement<SessionRow>(
  'self-service-find',
  `SELECT ${COLUMNS} FROM self_service_sessions WHERE id = $1`,
);

/** The step, the session and the strike, or none of the later ones. `$1` to `$4` settle the strikes. */
const PROVE = new Statement<{ accepted: boolean; advanced: boolean }>(
  'self-service-prove',
  `WITH accepted AS (
     UPDATE credentials SET last_step = $16 WHERE id = $15 AND last_step < $16 RETURNING 1
   ), advanced AS (
     UPDATE self_service_sessions SET stage = $8, challenge_id = $9, method = $10, code_mac = $11,
       sends = $12, offered = $13, expires_at = $14
     WHERE id = $5 AND stage = $6 AND challenge_id IS NOT DISTINCT FROM $7 AND expires_at > $4
       AND ($15::text IS NULL OR EXISTS (SELECT 1 FROM accepted)) RETURNING 1
   ), ${giveBackSteps('EXISTS (SELECT 1 FROM advanced)')}
   SELECT EXISTS (SELECT 1 FROM accepted) AS accepted, EXISTS (SELECT 1 FROM advanced) AS advanced`,
  { locks: [0] },
);

const MOVE = new Statement<{ id: string }>(
  'self-service-move',
  `UPDATE self_service_sessions SET stage = $4, challenge_id = $5, method = $6, code_mac = $7, sends = $8,
     offered = $9, expires_at = $10
   WHERE id = $1 AND stage = $2 AND challenge_id IS NOT DISTINCT FROM $3 AND expires_at > $11
     AND $8 <= $12::int
   RETURNING id`,
);

const END = new Statement<{ id: string }>(
  'self-service-end',
  `UPDATE self_service_sessions SET stage = $2
   WHERE id = $1 AND stage NOT IN ('done', 'denied', 'cancelled') RETURNING id`,
);

const SWEEP = new Statement<{ swept: number }>(
  'self-service-sweep',
  `WITH gone AS (
     DELETE FROM self_service_sessions WHERE id IN
       (SELECT id FROM self_service_sessions WHERE expires_at < $1 LIMIT $2) RETURNING 1
   ) SELECT count(*)::int AS swept FROM gone`,
);

/** Self-service in progress in the table `self_service_sessions`. */
export class PostgresSelfServiceStore implements SessionStore, Sweeper {
  readonly name = 'self-service';
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async open(session: Session, progress: Progress): Promise<void> {
    await OPEN.run(this.#pool, [
      session.id,
      session.sourceKey,
      session.purpose,
      session.proof,
      session.principalId,
      session.principalName ?? null,
      json(session.account),
      session.language ?? null,
      json(session.settings),
      json(session.questions),
      ...progressValues(progress),
      session.resetGrant,
      session.door,
      secondStageOf(session),
    ]);
  }

  async find(id: SelfServiceId): Promise<StoredSession | undefined> {
    const [row] = await FIND.run(this.#pool, [id]);
    return row && fromRow(row);
  }

  async prove(
    from: Departure,
    to: Progress,
    { strike, step, now }: { strike: Strike; step: AuthenticatorStep | undefined; now: Date },
  ): Promise<AdvanceOutcome> {
    const [row] = await PROVE.run(this.#pool, [
      ...settleValues(strike, now),
      ...departureValues(from),
      ...progressValues(to),
      step?.credentialId ?? null,
      step?.step ?? null,
    ]);
    if (row?.advanced === true) return 'advanced';
    return step === undefined || row?.accepted === true ? 'gone' : 'used-step';
  }

  move(from: Departure, to: Progress, now: Date): Promise<boolean> {
    return this.#move(from, to, { maxSends: NO_LIMIT, now });
  }

  replaceChallenge(
    from: Departure,
    to: Progress,
    limits: { maxSends: number; now: Date },
  ): Promise<boolean> {
    return this.#move(from, to, limits);
  }

  async end(id: SelfServiceId, stage: 'denied' | 'cancelled'): Promise<boolean> {
    return (await END.run(this.#pool, [id, stage])).length === 1;
  }

  async sweep(now: Date): Promise<number> {
    const before = new Date(now.getTime() - KEEP_MS);
    const [row] = await SWEEP.run(this.#pool, [before, SWEEP_BATCH]);
    return row?.swept ?? 0;
  }

  async #move(
    from: Departure,
    to: Progress,
    { maxSends, now }: { maxSends: number; now: Date },
  ): Promise<boolean> {
    const values = [...departureValues(from), ...progressValues(to), now, maxSends];
    return (await MOVE.run(this.#pool, values)).length === 1;
  }
}

/** Where a session waits for the second of two proofs. */
function secondStageOf({ door }: Pick<Session, 'door'>): Stage {
  return proofsOf({ door, proof: 'answers-and-otp' })[1] === 'code' ? 'challenge' : 'questions';
}

/** The greatest integer of PostgreSQL. */
const NO_LIMIT = 0x7fffffff;

function departureValues({ id, stage, challengeId }: Departure): StatementValue[] {
  return [id, stage, challengeId ?? null];
}

function progressValues({ stage, challenge, expiresAt }: Progress): StatementValue[] {
  return [
    stage,
    challenge?.id ?? null,
    challenge?.method ?? null,
    challenge?.codeMac ?? null,
    challenge?.sends ?? 0,
    json(challenge?.offered),
    expiresAt,
  ];
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function fromRow(row: SessionRow): StoredSession {
  const { challenge_id: id, method, code_mac: codeMac, sends, offered } = row;
  return {
    id: row.id,
    door: row.door,
    sourceKey: row.source_key,
    purpose: row.purpose,
    proof: row.proof,
    resetGrant: row.reset_grant,
    principalId: row.principal_id,
    principalName: row.principal_name ?? undefined,
    account: row.account ?? undefined,
    language: row.language ?? undefined,
    settings: row.settings,
    questions: row.questions ?? undefined,
    stage: row.stage,
    challenge:
      id === null || method === null
        ? undefined
        : { id, method, codeMac: codeMac ?? undefined, sends, offered: offered ?? [] },
    expiresAt: row.expires_at,
  };
}
