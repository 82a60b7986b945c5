import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { seedBinding } from '../../../server/src/factors/credential-store.js';
import { openSealed } from '../../../server/src/keyring/keyring.js';
import type { Keyring } from '../../../server/src/keyring/keyring.js';
import { generateMasterKey } from '../../../server/src/keyring/master-key.js';
import { versionOf } from '../../../server/src/keyring/sealed-bytes.js';
import { systemRandom } from '../../../server/src/random.js';
import type { DatabaseConnections } from '../../../server/src/storage/database.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

describe('the keyring of a database', () => {
  let postgres: TestPostgres;
  let connections: DatabaseConnections;
  let masterKey: Uint8Array;

  const open = (key = masterKey) => openKeyring(connections.pool, key, systemRandom);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const storeSeeds = async (keyring: Keyring, count: number) => {
    for (let i = 0; i < count; i++) {
      const sealed = keyring.seal(Buffer.from(`seed ${i}`), seedBinding(`crd_${i}`, 'corp.test/1'));
      await connections.pool.query(
        `INSERT INTO credentials (id, principal_id, method, sealed_seed, created_at)
         VALUES ($1, 'corp.test/1', 'totp', $2, now())`,
        [`crd_${i}`, Buffer.from(sealed)],
      );
    }
  };
  const readSeeds = async () => {
    const { rows } = await connections.pool.query<{ id: string; sealed_seed: Uint8Array }>(
      'SELECT id, sealed_seed FROM credentials ORDER BY created_at, id',
    );
    return rows;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
  }, 60_000);
  beforeEach(async () => {
    connections = await postgres.openNewDatabase();
    masterKey = generateMasterKey(systemRandom);
  });
  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  it('does not open with another master key, and says so', async () => {
    await open();
    await expect(open(randomBytes(32))).rejects.toThrow(
      'the master key does not open the keyring of this database',
    );
  });

  it.each([0, 16, 31, 33])('refuses a master key of %d bytes', async (length) => {
    await expect(open(randomBytes(length))).rejects.toThrow('the master key must have 32 bytes');
  });

  it('opens after a restart what it had sealed, and authenticates alike', async () => {
    const first = await open();
    const sealed = first.seal(Buffer.from('secret'), 'a/b');
    const second = await open();
    expect(text(second.open(sealed, 'a/b'))).toBe('secret');
    expect(second.mac('purpose', Buffer.from('data'))).toEqual(
      first.mac('purpose', Buffer.from('data')),
    );
    expect(second.mac('other', Buffer.from('data'))).not.toEqual(
      first.mac('purpose', Buffer.from('data')),
    );
  });

  it('is one keyring when many nodes make it at once', async () => {
    const nodes = await Promise.all(Array.from({ length: 8 }, () => open()));
    const sealed = nodes[0]!.seal(Buffer.from('secret'), 'a/b');
    for (const node of nodes) {
      expect(text(node.open(sealed, 'a/b'))).toBe('secret');
      expect(node.mac('x', Buffer.of(1))).toEqual(nodes[0]!.mac('x', Buffer.of(1)));
    }
  });

  it('keeps no key in the database that is not wrapped', async () => {
    const keyring = await open();
    const { rows } = await connections.pool.query<{ wrapped: Uint8Array }>(
      'SELECT wrapped FROM keyring_keys',
    );
    expect(rows).toHaveLength(2);
    const sealed = keyring.seal(Buffer.from('secret'), 'a/b');
    for (const { wrapped } of rows) expect(wrapped.length).toBeGreaterThan(sealed.length);
  });

  it('rotates: everything is sealed under the new key, in batches, and opens as before', async () => {
    const keyring = await open();
    await storeSeeds(keyring, 250);
    const mac = keyring.mac('purpose', Buffer.from('data'));
    expect(await keyring.rotate()).toBe(2);
    const rows = await readSeeds();
    expect(new Set(rows.map(({ sealed_seed }) => versionOf(sealed_seed)))).toEqual(new Set([2]));
    const fresh = await open();
    for (const { id, sealed_seed } of rows) {
      const seed = text(fresh.open(sealed_seed, seedBinding(id, 'corp.test/1')));
      expect(seed).toBe(`seed ${id.slice('crd_'.length)}`);
    }
    expect(fresh.mac('purpose', Buffer.from('data'))).toEqual(mac);
  });

  it('finishes with the next rotation what an interrupted one left', async () => {
    const keyring = await open();
    await storeSeeds(keyring, 150);
    const interrupted = await openKeyring(connections.pool, masterKey, systemRandom, [
      { table: 'no_such_table', column: 'x', key: 'id', associatedData: (id) => id },
    ]);
    await expect(interrupted.rotate()).rejects.toThrow();
    const versions = new Set((await readSeeds()).map((row) => versionOf(row.sealed_seed)));
    expect(versions.size).toBe(2);
    expect(await keyring.rotate()).toBe(3);
    for (const { sealed_seed } of await readSeeds()) expect(versionOf(sealed_seed)).toBe(3);
  });

  it('learns of a rotation by another node when it meets its first seal', async () => {
    const [here, there] = [await open(), await open()];
    await there.rotate();
    const sealed = there.seal(Buffer.from('secret'), 'a/b');
    expect(() => here.open(sealed, 'a/b')).toThrow('there is no data key 2');
    expect(text(await openSealed(here, sealed, 'a/b'))).toBe('secret');
  });

  it('of two rotations at once each makes a key of its own', async () => {
    const [here, there] = [await open(), await open()];
    const versions = await Promise.all([here.rotate(), there.rotate()]);
    expect(Math.max(...versions)).toBe(3);
  });
});
