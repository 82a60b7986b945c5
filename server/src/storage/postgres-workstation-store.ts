import type { WorkstationPublicKey, administration } from '@gatehouse/protocol';
import { WorkstationId } from '@gatehouse/protocol';
import type { Kysely, Transaction } from 'kysely';
import type pg from 'pg';

import type { AdmissionOutcome, NonceClaim } from '../workstation/admission.js';
import type {
  JoinOutcome,
  JoinTokenStore,
  JoiningWorkstation,
  NewJoinToken,
  WorkstationStore,
} from '../workstation/workstation-store.js';
import { ADMISSION, admissionSteps, outcomeOf } from './admission-steps.js';
import type { AdmissionRow } from './admission-steps.js';
import type { Database } from './database.js';
import { Statement } from './statement.js';
import type { Sweeper } from './sweeper.js';

declare module './database.js' {
  interface Database {
    join_tokens: {
      id: string;
      secret_hash: Uint8Array;
      label: string | null;
      uses_left: number;
      created_at: Date;
      expires_at: Date;
    };
    workstations: {
      id: string;
      hostname: string;
      platform: string;
      version: string;
      hardware_key: boolean;
      thumbprint: string;
      public_x: string;
      public_y: string;
      join_token_id: string;
      joined_at: Date;
      last_seen_at: Date | null;
      revoked_at: Date | null;
    };
    request_nonces: { key_id: string; nonce: string; expires_at: Date };
  }
}

/** One round trip on the way of every signed request: who may ask, and whether it was asked before. */
const ADMIT = new Statement<AdmissionRow>(
  'workstation-admit',
  `WITH ${admissionSteps(1)} SELECT ${ADMISSION}`,
  { locks: [1] },
);

const SWEEP_NONCES = new Statement<{ nonce: string }>(
  'nonces-sweep',
  `DELETE FROM request_nonces WHERE (key_id, nonce) IN
     (SELECT key_id, nonce FROM request_nonces WHERE expires_at < $1 LIMIT 1000)
   RETURNING nonce`,
);

export class PostgresWorkstationStore implements WorkstationStore, JoinTokenStore {
  readonly #db: Kysely<Database>;
  readonly #pool: pg.Pool;

  constructor(db: Kysely<Database>, pool: pg.Pool) {
    this.#db = db;
    this.#pool = pool;
  }

  async add(token: NewJoinToken): Promise<void> {
    await this.#db
      .insertInto('join_tokens')
      .values({
        id: token.id,
        secret_hash: Buffer.from(token.secretHash),
        label: token.label ?? null,
        uses_left: token.uses,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
      })
      .execute();
  }

  join(
    tokenSecretHash: Uint8Array,
    workstation: JoiningWorkstation,
    nonce: NonceClaim,
  ): Promise<JoinOutcome> {
    return this.#db
      .transaction()
      .execute((transaction) => join(transaction, tokenSecretHash, workstation, nonce));
  }

  async findKey(workstationId: string): Promise<WorkstationPublicKey | undefined> {
    const row = await this.#db
      .selectFrom('workstations')
      .select(['public_x', 'public_y'])
      .where('id', '=', workstationId)
      .executeTakeFirst();
    return row && { kty: 'EC', crv: 'P-256', x: row.public_x, y: row.public_y };
  }

  async admit({ keyId, nonce, expiresAt }: NonceClaim): Promise<AdmissionOutcome> {
    return outcomeOf((await ADMIT.run(this.#pool, [keyId, nonce, expiresAt]))[0]);
  }

  async touch(workstationId: string, at: Date): Promise<void> {
    await this.#db
      .updateTable('workstations')
      .set({ last_seen_at: at })
      .where('id', '=', workstationId)
      .execute();
  }

  async list(): Promise<administration.Workstation[]> {
    const rows = await this.#db
      .selectFrom('workstations')
      .selectAll()
      .orderBy('joined_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: WorkstationId.parse(row.id),
      hostname: row.hostname,
      platform: row.platform,
      version: row.version,
      hardwareKey: row.hardware_key,
      joinedAt: row.joined_at.toISOString(),
      ...(row.last_seen_at === null ? {} : { lastSeenAt: row.last_seen_at.toISOString() }),
      ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at.toISOString() }),
    }));
  }

  async revoke(workstationId: string, at: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('workstations')
      .set({ revoked_at: at })
      .where('id', '=', workstationId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}

/** The lock on the token's row makes parallel joins with one token take turns. */
async function join(
  transaction: Transaction<Database>,
  tokenSecretHash: Uint8Array,
  workstation: JoiningWorkstation,
  nonce: NonceClaim,
): Promise<JoinOutcome> {
  const token = await transaction
    .selectFrom('join_tokens')
    .select(['id', 'uses_left', 'expires_at'])
    .where('secret_hash', '=', Buffer.from(tokenSecretHash))
    .forUpdate()
    .executeTakeFirst();
  if (token === undefined) return { outcome: 'token.invalid' };
  if (token.expires_at <= workstation.joinedAt) return { outcome: 'token.expired' };
  if (!(await useNonce(transaction, nonce))) return { outcome: 'signature.replayed' };

  const present = await transaction
    .selectFrom('workstations')
    .select(['id', 'join_token_id', 'revoked_at'])
    .where('thumbprint', '=', workstation.thumbprint)
    .forUpdate()
    .executeTakeFirst();
  if (present !== undefined && present.revoked_at !== null)
    return { outcome: 'workstation.revoked' };
  if (present?.join_token_id === token.id) {
    return { outcome: 'joined', workstationId: present.id, again: true };
  }
  if (token.uses_left === 0) return { outcome: 'token.used' };
  await transaction
    .updateTable('join_tokens')
    .set({ uses_left: token.uses_left - 1 })
    .where('id', '=', token.id)
    .execute();
  const workstationId = present?.id ?? workstation.id;
  await saveWorkstation(transaction, { ...workstation, id: workstationId }, token.id);
  return { outcome: 'joined', workstationId, again: false };
}

async function useNonce(transaction: Transaction<Database>, claim: NonceClaim): Promise<boolean> {
  const inserted = await transaction
    .insertInto('request_nonces')
    .values({ key_id: claim.keyId, nonce: claim.nonce, expires_at: claim.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

async function saveWorkstation(
  transaction: Transaction<Database>,
  workstation: JoiningWorkstation,
  tokenId: string,
): Promise<void> {
  const changeable = {
    hostname: workstation.hostname,
    platform: workstation.platform,
    version: workstation.version,
    hardware_key: workstation.hardwareKey,
    join_token_id: tokenId,
  };
  await transaction
    .insertInto('workstations')
    .values({
      ...changeable,
      id: workstation.id,
      thumbprint: workstation.thumbprint,
      public_x: workstation.publicKey.x,
      public_y: workstation.publicKey.y,
      joined_at: workstation.joinedAt,
      last_seen_at: null,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.column('thumbprint').doUpdateSet(changeable))
    .execute();
}

/** Nonces that the clock window has passed. */
export function createNonceSweeper(pool: pg.Pool): Sweeper {
  return {
    name: 'request-nonces',
    sweep: async (now) => (await SWEEP_NONCES.run(pool, [now])).length,
  };
}
