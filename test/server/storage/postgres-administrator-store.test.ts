import { createHash } from 'node:crypto';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import {
  PostgresApiKeyStore,
  PostgresBootstrapCodeStore,
} from '../../../server/src/storage/postgres-administrator-store.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const HOUR_MS = 3_600_000;

describe('bootstrap codes in PostgreSQL', () => {
  let postgres: TestPostgres;
  let connections: DatabaseConnections;
  let keys: PostgresApiKeyStore;
  let codes: PostgresBootstrapCodeStore;
  const clock = new FakeClock();

  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  const newKey = (id: string) => ({
    id,
    label: 'first',
    secretHash: hashOf(id),
    createdAt: clock.now(),
    roles: ['administrator' as const],
    permissions: [],
    createdBy: undefined,
    expiresAt: undefined,
    person: undefined,
  });
  const addCode = (text: string) => {
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + HOUR_MS);
    return codes.add({ hash: hashOf(text), createdAt: now, expiresAt });
  };
  const claim = (text: string, id: string) => codes.claim(hashOf(text), newKey(id), clock.now());

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    connections = openDatabase(await postgres.createDatabase());
    keys = new PostgresApiKeyStore(connections.db);
    codes = new PostgresBootstrapCodeStore(connections.db, connections.pool);
  });
  afterEach(async () => {
    await connections.close();
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('are claimed once, together with the key', async () => {
    await addCode('one');
    expect(await claim('other', 'key_0')).toBe(false);
    expect(await codes.isClaimed()).toBe(false);
    expect(await claim('one', 'key_1')).toBe(true);
    expect(await keys.find(hashOf('key_1'))).toMatchObject({ id: 'key_1', label: 'first' });
    expect(await claim('one', 'key_2')).toBe(false);
  });

  it('can still be claimed when the key could not be stored', async () => {
    await addCode('one');
    const { pool } = connections;
    await pool.query("ALTER TABLE api_keys ADD CONSTRAINT broken CHECK (label <> 'first')");
    await expect(claim('one', 'key_1')).rejects.toThrow(/broken/);
    await pool.query('ALTER TABLE api_keys DROP CONSTRAINT broken');
    expect(await claim('one', 'key_1')).toBe(true);
  });

  it('can be claimed when an earlier one was spent and there is no key', async () => {
    await addCode('lost');
    await connections.pool.query('UPDATE bootstrap_codes SET claimed_at = now()');
    await addCode('fresh');
    expect(await claim('fresh', 'key_1')).toBe(true);
  });

  it('are of no use once there is a key, or after their time', async () => {
    await addCode('late');
    expect(
      await codes.claim(hashOf('late'), newKey('key_1'), new Date(clock.now().getTime() + HOUR_MS)),
    ).toBe(false);
    await keys.add(newKey('key_2'));
    expect(await claim('late', 'key_3')).toBe(false);
  });

  it('give one key however many are claimed at once', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `code-${i}`);
    for (const name of names) await addCode(name);
    const claimed = await Promise.all(names.map((name, i) => claim(name, `key_${i}`)));
    expect(claimed.filter(Boolean)).toHaveLength(1);
    const { rows } = await connections.pool.query('SELECT id FROM api_keys');
    expect(rows).toHaveLength(1);
  });
});
