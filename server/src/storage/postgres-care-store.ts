import type { CredentialId, FactorMethod, LogonId, SessionId } from '@gatehouse/protocol';
import type pg from 'pg';

import type { EnrollingLogon } from '../enrollment/enrollment-kind.js';
import type { NewRecoveryCode } from '../factors/recovery-codes.js';
import type { CareStore, FactorFloor, RemovedFactor } from '../self-care/care-store.js';
import type { Person } from '../sessions/person.js';
import { Statement } from './statement.js';

/** A door that no logon comes in at: no verdict and no kit is to be had of these rows. */
const OPEN = new Statement(
  'care-open',
  `INSERT INTO logons (id, door, source_key, state, principal_id, principal_name, sid, netbios_domain,
     sam_account_name, language, settings, offered, expires_at)
   VALUES ($1, 'self-care', $2, 'enrolling', $3, $4, $5, $6, $7, $8, '{}', '[]', $9)`,
);

interface OpenRow {
  id: LogonId;
  principal_id: string;
  principal_name: string;
  sid: string;
  netbios_domain: string;
  sam_account_name: string;
  language: string | null;
}

const FIND = new Statement<OpenRow>(
  'care-find',
  `SELECT id, principal_id, principal_name, sid, netbios_domain, sam_account_name, language FROM logons
   WHERE id = $1 AND door = 'self-care' AND source_key = $2 AND state = 'enrolling' AND expires_at > $3`,
);

const CLOSE = new Statement(
  'care-close',
  `UPDATE logons SET state = 'cancelled' WHERE id = $1 AND door = 'self-care' AND state = 'enrolling'`,
);

/**
 * All factors of the person are locked before they are counted, so removals that race take turns. A token that is taken off
 * keeps its last step, as when an administrator takes it.
 */
const REMOVE_FACTOR = new Statement<{ known: boolean; method: FactorMethod | null }>(
  'care-remove-factor',
  `WITH mine AS MATERIALIZED (
     SELECT id, method FROM credentials WHERE principal_id = $1 ORDER BY id FOR UPDATE
   ), gone AS (
     DELETE FROM credentials c WHERE c.principal_id = $1 AND c.id = $2
       AND (SELECT count(*) FROM mine WHERE id <> $2 AND method = ANY ($3::text[])) >= $4::int
       AND (SELECT count(*) FROM mine WHERE id <> $2 AND method = c.method) >= $5::int
     RETURNING method, serial, last_step
   ), returned AS (
     UPDATE tokens SET last_step = greatest(tokens.last_step, gone.last_step)
     FROM gone WHERE tokens.serial = gone.serial
   )
   SELECT EXISTS (SELECT 1 FROM mine WHERE id = $2) AS known, (SELECT method FROM gone) AS method`,
);

/**
 * In the order of the slots, so that two sets that race take turns at the first one. New ids: a grant that has looked at a code
 * of the set before uses up nothing. The session is locked until the set is there.
 */
const REPLACE_RECOVERY_CODES = new Statement<{ id: string }>(
  'care-replace-recovery-codes',
  `WITH present AS (
     SELECT 1 FROM sessions
     WHERE id = $2 AND principal_id = $1 AND idle_expires_at > $5 AND expires_at > $5 FOR SHARE
   )
   INSERT INTO credentials (id, principal_id, method, code_mac, slot, created_at)
   SELECT code.id, $1, 'recovery-code', code.mac, code.slot, $5::timestamptz
   FROM unnest($3::text[], $4::bytea[]) WITH ORDINALITY AS code (id, mac, slot)
   WHERE EXISTS (SELECT 1 FROM present)
   ORDER BY code.slot
   ON CONFLICT (principal_id, slot) WHERE method = 'recovery-code'
   DO UPDATE SET id = excluded.id, code_mac = excluded.code_mac, created_at = excluded.created_at, last_step = -1
   RETURNING id`,
);

/** What signed-in people enrol, among the logons, and the removal of their factors. */
export class PostgresCareStore implements CareStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async open(
    { id, principalId, principalName, account, language }: EnrollingLogon,
    sessionId: SessionId,
    expiresAt: Date,
  ): Promise<void> {
    const { sid, netbiosDomain, samAccountName } = account;
    await OPEN.run(this.#pool, [
      ...[id, sessionId, principalId, principalName, sid, netbiosDomain, samAccountName],
      language ?? null,
      expiresAt,
    ]);
  }

  async find(id: LogonId, sessionId: SessionId, now: Date): Promise<EnrollingLogon | undefined> {
    const [row] = await FIND.run(this.#pool, [id, sessionId, now]);
    if (row === undefined) return undefined;
    return {
      id: row.id,
      principalId: row.principal_id,
      principalName: row.principal_name,
      account: {
        sid: row.sid,
        netbiosDomain: row.netbios_domain,
        samAccountName: row.sam_account_name,
      },
      language: row.language ?? undefined,
    };
  }

  async close(id: LogonId): Promise<void> {
    await CLOSE.run(this.#pool, [id]);
  }

  async replaceRecoveryCodes(
    { principalId, sessionId }: Pick<Person, 'principalId' | 'sessionId'>,
    codes: readonly NewRecoveryCode[],
    now: Date,
  ): Promise<boolean> {
    const ids = codes.map(({ id }) => id);
    const macs = codes.map(({ codeMac }) => codeMac);
    const values = [principalId, sessionId, ids, macs, now];
    const kept = await REPLACE_RECOVERY_CODES.run(this.#pool, values);
    return kept.length === codes.length;
  }

  async removeFactor(
    principalId: string,
    id: CredentialId,
    { methods, least, leastOfSame }: FactorFloor,
  ): Promise<RemovedFactor> {
    const values = [principalId, id, methods, least, leastOfSame];
    const [row] = await REMOVE_FACTOR.run(this.#pool, values);
    if (row?.method !== undefined && row.method !== null) {
      return { outcome: 'removed', method: row.method };
    }
    return row?.known === true ? { outcome: 'required' } : { outcome: 'unknown' };
  }
}
