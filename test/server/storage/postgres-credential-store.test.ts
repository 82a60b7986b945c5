import { randomBytes } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { openDatabase } from '../../../server/src/storage/database.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { PostgresCredentialStore } from '../../../server/src/storage/postgres-credential-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

describe('credentials in PostgreSQL', () => {
  let postgres: TestPostgres;
  let connections: DatabaseConnections;
  let store: PostgresCredentialStore;
  let principalId: string;

  const newId = () => formatId('crd', randomBytes(16));
  const createdAt = new Date('2026-03-10T09:00:00Z');
  const addTotp = async () => {
    const id = newId();
    const sealedSeed = randomBytes(53);
    await store.add({ method: 'totp', id, principalId, sealedSeed, label: 'phone', createdAt });
    return id;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    connections = openDatabase(await postgres.createDatabase());
    store = new PostgresCredentialStore(connections.pool);
  }, 60_000);
  beforeEach(() => {
    principalId = `corp.test/${randomBytes(8).toString('hex')}`;
  });
  afterAll(async () => {
    await connections.close();
    await postgres[Symbol.asyncDispose]();
  });

  it('keeps one alternate address, also when two are set at once', async () => {
    const addresses = Array.from({ length: 10 }, (_, i) => `a${i}@home.test`);
    await Promise.all(
      addresses.map((address) =>
        store.add({ method: 'email', id: newId(), principalId, address, createdAt }),
      ),
    );
    const kept = await store.list(principalId);
    expect(kept).toHaveLength(1);
    expect(kept).toMatchObject([{ method: 'email', principalId, createdAt }]);
  });

  it('removes only what belongs to the principal', async () => {
    const id = await addTotp();
    expect(await store.remove('corp.test/mallory', id)).toBeUndefined();
    expect(await store.list(principalId)).toMatchObject([{ id, method: 'totp', label: 'phone' }]);
    expect(await store.remove(principalId, id)).toBe('totp');
    expect(await store.remove(principalId, id)).toBeUndefined();
    expect(await store.list(principalId)).toEqual([]);
  });
});
