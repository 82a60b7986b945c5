import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { formatCorrelationId } from '@gatehouse/protocol';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { chainEvent, FIRST_HEAD } from '../../../server/src/audit/audit-chain.js';
import type { ChainHead } from '../../../server/src/audit/audit-chain.js';
import { chainMacOf } from '../../../server/src/audit/chain-macs.js';
import { systemRandom } from '../../../server/src/random.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { migrate } from '../../../server/src/storage/migrate.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresAuditLog } from '../../../server/src/storage/postgres-audit-log.js';
import { PostgresAuditVerifier } from '../../../server/src/storage/postgres-audit-verifier.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../server/src/storage/migrations');

describe('the audit of a version without partitions', () => {
  let postgres: TestPostgres;
  let folder: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-migrations-'));
    for (const name of await readdir(MIGRATIONS)) {
      if (name < '0050') await cp(path.join(MIGRATIONS, name), path.join(folder, name));
    }
  }, 60_000);
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it('is moved whole, in its order, and its chains go on', async () => {
    const database = openDatabase(await postgres.createEmptyDatabase());
    const { pool } = database;
    await migrate(pool, folder);
    const keyring = await openKeyring(pool, randomBytes(32), systemRandom);
    const mac = chainMacOf(keyring);
    let head: ChainHead = FIRST_HEAD;
    for (let i = 0; i < 6; i++) {
      const event = chainEvent(
        head,
        {
          type: 'logon.begun',
          outcome: 'info',
          correlationId: formatCorrelationId(randomBytes(16)),
          id: `evt_${String(i).repeat(26)}`,
          at: new Date(Date.UTC(2025, Math.floor(i / 2), 3)),
          node: 'a',
          detail: { i },
        },
        mac,
      );
      await pool.query(
        `INSERT INTO audit_events (node, month, sequence, previous_hash, hash, id, at, type, outcome, correlation_id, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          event.node,
          event.month,
          event.sequence,
          Buffer.from(event.previousHash),
          Buffer.from(event.hash),
          event.id,
          event.at,
          event.type,
          event.outcome,
          event.correlationId,
          event.detailText,
        ],
      );
      head = event;
    }
    await migrate(pool);
    const clock = new FakeClock(new Date('2025-03-20T00:00:00Z'));
    const log = new PostgresAuditLog({ pool, nodeId: 'a', keyring, clock, random: systemRandom });
    await log.append({
      type: 'logon.granted',
      outcome: 'success',
      correlationId: formatCorrelationId(randomBytes(16)),
      detail: { i: 6 },
    });
    const { rows } = await pool.query<{ place: string }>(
      'SELECT tableoid::regclass::text AS place FROM audit_events ORDER BY position',
    );
    expect(rows.map(({ place }) => place.slice(-2))).toEqual([
      '01',
      '01',
      '02',
      '02',
      '03',
      '03',
      '03',
    ]);
    expect((await log.read({ limit: 10 })).events.map(({ detail }) => detail['i'])).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
    expect(await new PostgresAuditVerifier(pool, keyring).verify()).toMatchObject({
      events: 7,
      faults: [],
    });
    await database.close();
  });
});
