import { randomBytes } from 'node:crypto';

import { formatId } from '@gatehouse/protocol';
import type { LogonId } from '@gatehouse/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { KeyringError } from '../../../server/src/keyring/keyring.js';
import { PostgresRecoveryLockStore } from '../../../server/src/storage/postgres-recovery-lock-store.js';
import { EnrollmentScene } from '../../support/enrollment-scene.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { makeSource } from '../../support/server-core.js';

describe('recovery locks in PostgreSQL', () => {
  let postgres: TestPostgres;
  let test: EnrollmentScene;
  let store: PostgresRecoveryLockStore;
  let logonId: LogonId;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    test = await EnrollmentScene.start(postgres);
    await test.require({ required: ['answers'] });
    const { connections, keyring } = test.scene.test;
    store = new PostgresRecoveryLockStore(connections.pool, keyring);
  }, 60_000);
  beforeEach(async () => {
    test.scene.test.clock.advance({ seconds: 30 });
    ({ logonId } = await test.enrolling(makeSource()));
    await test.scene.test.connections.pool.query('DELETE FROM recovery_locks');
  });
  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const make = () => ({
    principalId: test.scene.alice.principalId,
    keyId: formatId('rky', randomBytes(16)),
    publicKey: randomBytes(32),
    lock: Buffer.from('the bytes of a lock'),
    policyDigest: 'digest',
    enrolledAt: test.scene.test.clock.now(),
  });
  const put = (lock: ReturnType<typeof make>, replaces?: string, id = logonId) =>
    store.put(lock, { replaces, logonId: id, now: test.scene.test.clock.now() });

  it('come back as they were put, and are not in the table as they are', async () => {
    const lock = make();
    expect(await put(lock)).toBe(true);
    expect(await store.find(lock.principalId)).toEqual(lock);
    const rows = await test.rows('recovery_locks');
    expect(JSON.stringify(rows)).not.toContain(JSON.stringify(lock.lock).slice(1, -1));
    expect(await store.remove(lock.principalId)).toBe(true);
    expect(await store.remove(lock.principalId)).toBe(false);
    expect(await store.find(lock.principalId)).toBeUndefined();
  });

  it('take the place of the one that was seen, and of no other', async () => {
    const [first, second, third] = [make(), make(), make()];
    expect(await put(second, first.keyId)).toBe(false);
    expect(await put(first)).toBe(true);
    expect(await put(second)).toBe(false);
    expect(await put(second, first.keyId)).toBe(true);
    expect(await put(third, first.keyId)).toBe(false);
    expect((await store.find(first.principalId))?.keyId).toBe(second.keyId);
  });

  it('are put once of many at a time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => put(make())));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  it('are put only while the logon of this principal is enrolling', async () => {
    expect(await put(make(), undefined, formatId('lgn', randomBytes(16)))).toBe(false);
    expect(await put({ ...make(), principalId: 'corp.test/mallory' })).toBe(false);
    test.scene.test.clock.advance({ minutes: 15 });
    expect(await put(make())).toBe(false);
  });

  it('cannot be opened in the row of another principal or key', async () => {
    const lock = make();
    await put(lock);
    await test.scene.test.connections.pool.query(
      "UPDATE recovery_locks SET principal_id = 'corp.test/mallory'",
    );
    await expect(store.find('corp.test/mallory')).rejects.toThrow(KeyringError);
  });

  it('are sealed again by a rotation of the keyring', async () => {
    const lock = make();
    await put(lock);
    const before = await test.rows('recovery_locks');
    await test.scene.test.keyring.rotate();
    expect((await test.rows('recovery_locks'))[0]?.['sealed_lock']).not.toEqual(
      before[0]?.['sealed_lock'],
    );
    expect(await store.find(lock.principalId)).toEqual(lock);
  });
});
