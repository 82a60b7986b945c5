import { randomBytes } from 'node:crypto';

import type { Keyring } from '../../../server/src/keyring/keyring.js';
import { systemRandom } from '../../../server/src/random.js';
import { recoveryPasswordSealer } from '../../../server/src/recovery/password-sealer.js';
import type { StoredRecoveryLock } from '../../../server/src/recovery/recovery-lock-store.js';
import { openDatabase } from '../../../server/src/storage/database.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresKitStore } from '../../../server/src/storage/postgres-kit-store.js';
import { PostgresSealedPasswords } from '../../../server/src/storage/postgres-sealed-passwords.js';
import { FakeRecoveryLockStore, recoverPassword } from '../../fakes/fake-recovery-lock-store.js';
import { CanarySearch, textCanary } from '../../support/canary.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { tableDump } from '../../support/table-dump.js';

/** FILETIME, more than a number holds exactly. */
const FIRST = 134_000_000_000_000_001n;
const NOW = new Date('2026-03-10T09:00:00Z');

let postgres: TestPostgres;
let connections: Awaited<ReturnType<TestPostgres['openNewDatabase']>>;
let keyring: Keyring;
let store: PostgresSealedPasswords;
let lock: StoredRecoveryLock;

beforeAll(async () => {
  postgres = await startTestPostgres();
  connections = await postgres.openNewDatabase();
  const { pool } = connections;
  keyring = await openKeyring(pool, randomBytes(32), systemRandom);
  store = new PostgresSealedPasswords({ pool, keyring, seal: recoveryPasswordSealer });
});
beforeEach(async () => {
  lock = await enroll();
});
afterAll(() => postgres[Symbol.asyncDispose]());

const enroll = (principalId = `corp.test/${randomBytes(8).toString('hex')}`) =>
  new FakeRecoveryLockStore().enroll(principalId);

const generation = (number: number) => String(FIRST + BigInt(number));

/** @param number counts the passwords from 0 */
function keep(number: number, { of = lock, password = `password ${number}`, now = NOW } = {}) {
  const { principalId, keyId, publicKey } = of;
  const bytes = Buffer.from(password);
  const named = { principalId, keyId, publicKey, generation: generation(number) };
  return store.store({ ...named, password: bytes, now });
}

async function kept(): Promise<number[]> {
  const listed = await store.list(lock.principalId);
  return listed.map((entry) => Number(BigInt(entry.generation) - FIRST));
}

async function accept(workstationId: string, number: number): Promise<void> {
  const kits = new PostgresKitStore(connections.pool);
  const { principalId } = lock;
  const digest = randomBytes(32);
  const kit = { principalId, workstationId, digest, language: undefined };
  await kits.grant({ ...kit, expiresAt: NOW, now: NOW });
  await kits.accept(workstationId, [{ principalId, generation: generation(number) }]);
}

test('a password comes back with the answers, and by nothing else that is stored', async () => {
  await keep(0, { password: 'Grüße 🔑' });
  const [entry] = await store.list(lock.principalId);
  expect(await recoverPassword(lock.lock, lock.principalId, entry!)).toBe('Grüße 🔑');
  expect(await store.newest(lock.principalId, lock.keyId)).toEqual(entry);
  expect(await store.newest(lock.principalId, 'rky_other')).toBeUndefined();
});

test('the two newest are kept, oldest first, in whichever order they come', async () => {
  for (const number of [3, 1, 2]) await keep(number);
  expect(await kept()).toEqual([2, 3]);
  await keep(10);
  expect(await kept()).toEqual([3, 10]);
  // Older than what is kept already: it came late.
  await keep(0);
  expect(await kept()).toEqual([3, 10]);
  expect(await store.newest(lock.principalId, lock.keyId)).toMatchObject({
    generation: generation(10),
  });
});

test('what Windows accepted last at some workstation is kept as well, at most four', async () => {
  await keep(0);
  await accept('wks_a', 0);
  for (const number of [1, 2, 3]) await keep(number);
  expect(await kept()).toEqual([0, 2, 3]);
  await accept('wks_b', 2);
  await keep(4);
  await keep(5);
  expect(await kept()).toEqual([0, 2, 4, 5]);
  await accept('wks_c', 4);
  await keep(6);
  await keep(7);
  expect(await kept()).toEqual([2, 4, 6, 7]);
  await accept('wks_a', 7);
  await accept('wks_b', 7);
  await accept('wks_c', 7);
  await keep(8);
  expect(await kept()).toEqual([7, 8]);
});

test('a workstation of another person keeps nothing', async () => {
  await keep(0);
  const other = lock;
  lock = await enroll();
  await keep(0);
  await accept('wks_a', 0);
  lock = other;
  for (const number of [1, 2]) await keep(number);
  expect(await kept()).toEqual([1, 2]);
});

test('a password of the same generation replaces it', async () => {
  await keep(0, { password: 'first' });
  await keep(0, { password: 'second' });
  const entries = await store.list(lock.principalId);
  expect(entries).toHaveLength(1);
  expect(await recoverPassword(lock.lock, lock.principalId, entries[0]!)).toBe('second');
});

test('after a new enrolment those of the old key go, when no logon can be under way with it', async () => {
  await keep(0);
  const renewed = await enroll(lock.principalId);
  await keep(0, { of: renewed });
  expect(await store.has(lock.principalId, lock.keyId, generation(0))).toBe(true);
  // A logon that began before the enrolment comes late: it takes nothing of the new key away.
  await keep(1);
  expect(await store.has(lock.principalId, renewed.keyId, generation(0))).toBe(true);
  const later = new Date(NOW.getTime() + 2 * 60 * 60_000);
  await keep(1, { of: renewed, now: later });
  const entries = await store.list(lock.principalId);
  expect(entries.map(({ keyId }) => keyId)).toEqual([renewed.keyId, renewed.keyId]);
});

test('says which are there, of this principal and key only', async () => {
  await keep(0);
  const { principalId, keyId } = lock;
  expect(await store.has(principalId, keyId, generation(0))).toBe(true);
  expect(await store.has(principalId, keyId, generation(1))).toBe(false);
  expect(await store.has(principalId, 'rky_other', generation(0))).toBe(false);
  expect(await store.has('corp.test/other', keyId, generation(0))).toBe(false);
  expect(await store.list('corp.test/other')).toEqual([]);
});

test('many at once, from two nodes, leave the newest and no error', async () => {
  const { pool } = openDatabase(connections.location);
  const second = new PostgresSealedPasswords({ pool, keyring, seal: recoveryPasswordSealer });
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  await Promise.all(
    numbers.map((number) => {
      const { principalId, keyId, publicKey } = lock;
      const entry = { principalId, keyId, publicKey, generation: generation(number), now: NOW };
      const node = number % 2 === 0 ? store : second;
      return node.store({ ...entry, password: Buffer.from(`password ${number}`) });
    }),
  );
  await pool.end();
  await keep(20);
  expect((await kept()).at(-1)).toBe(20);
  expect(await kept()).toHaveLength(2);
});

test('a rotation of the keyring reaches them', async () => {
  await keep(0);
  const stored = async () =>
    (
      await connections.pool.query<{ sealed: Buffer }>(
        'SELECT sealed FROM sealed_passwords WHERE principal_id = $1',
        [lock.principalId],
      )
    ).rows[0]!.sealed;
  const before = await stored();
  const version = await keyring.rotate();
  expect((await stored()).readUInt32BE(1)).toBe(version);
  expect(before.equals(await stored())).toBe(false);
  const [entry] = await store.list(lock.principalId);
  expect(await recoverPassword(lock.lock, lock.principalId, entry!)).toBe('password 0');
});

test('a row that was moved to another person cannot be opened', async () => {
  await keep(0);
  await connections.pool.query(
    `UPDATE sealed_passwords SET principal_id = 'corp.test/mallory' WHERE principal_id = $1`,
    [lock.principalId],
  );
  await expect(store.list('corp.test/mallory')).rejects.toMatchObject({ name: 'KeyringError' });
});

test('R8: the database holds no password, and nothing that answers alone could open', async () => {
  const password = `canary ${randomBytes(12).toString('hex')}`;
  await keep(0, { password });
  const [entry] = await store.list(lock.principalId);
  const dump = await tableDump(connections.pool);
  const search = new CanarySearch([
    textCanary('password', password),
    { name: 'what only answers open', bytes: Buffer.from(entry!.sealed) },
  ]);
  expect(search.inBytes('tables', dump)).toEqual([]);
});
