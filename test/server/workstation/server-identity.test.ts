import { sealSecret, verifyServerKeys } from '@gatehouse/protocol';
import type { ServerKeys } from '@gatehouse/protocol';

import { systemRandom } from '../../../server/src/random.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import {
  PostgresServerKeyStore,
  SERVER_KEY_SECRETS,
} from '../../../server/src/storage/postgres-server-key-store.js';
import { ServerIdentity } from '../../../server/src/workstation/server-identity.js';
import type { ServerKeyStore } from '../../../server/src/workstation/server-key-store.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';

const CONTEXT = { workstationId: 'wks_x', nonce: 'n', scenario: 'logon', name: 'alice' };
const DAY_MS = 86_400_000;

let postgres: TestPostgres | undefined;
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(async () => {
  await postgres?.[Symbol.asyncDispose]();
});

/** A clock that tests move. */
function createClock(start = Date.now()) {
  let time = start;
  return { now: () => new Date(time), advance: (ms: number) => (time += ms) };
}

async function openNode(decorate = (store: ServerKeyStore) => store) {
  const { db, pool } = await postgres!.openNewDatabase();
  const keyring = await openKeyring(pool, new Uint8Array(32).fill(1), systemRandom, [
    SERVER_KEY_SECRETS,
  ]);
  const clock = createClock();
  const open = () =>
    ServerIdentity.open({
      store: decorate(new PostgresServerKeyStore(db)),
      keyring,
      clock,
      random: systemRandom,
      ownAuthority: true,
    });
  return { db, keyring, clock, open };
}

async function keysOf(identity: ServerIdentity): Promise<ServerKeys> {
  return verifyServerKeys(await identity.statement(), { pin: identity.pin });
}

const seal = ({ sealingKey }: ServerKeys) =>
  sealSecret(
    Buffer.from('password'),
    { keyId: sealingKey.id, publicKey: Buffer.from(sealingKey.publicKey, 'base64url') },
    CONTEXT,
  );

test('all nodes have the same keys, and the private ones are sealed in the database', async () => {
  const { db, open } = await openNode();
  const [first, second] = await Promise.all([open(), open()]);
  expect(first.pin).toBe(second.pin);
  expect((await keysOf(first)).sealingKey).toEqual((await keysOf(second)).sealingKey);
  const rows = await db.selectFrom('server_keys').selectAll().execute();
  expect(rows).toHaveLength(3);
  // PKCS #8 begins with a DER sequence and its version; nothing sealed does.
  for (const row of rows)
    expect(Buffer.from(row.sealed_private_part).includes(Buffer.from('302e020100', 'hex'))).toBe(
      false,
    );
});

test('a password that was sealed before a rotation still opens, on every node', async () => {
  const { open, clock } = await openNode();
  const [first, second] = [await open(), await open()];
  const old = await keysOf(first);
  const early = await seal(old);
  await first.rotateSealingKey();
  clock.advance(10_000);
  const renewed = await keysOf(first);
  expect(renewed.sealingKey.id).not.toBe(old.sealingKey.id);
  expect(renewed.version).toBeGreaterThan(old.version);
  expect(Buffer.from(await first.openPassword(early, CONTEXT)).toString()).toBe('password');
  expect(Buffer.from(await second.openPassword(await seal(renewed), CONTEXT)).toString()).toBe(
    'password',
  );
});

test('a new sealing key is told to nobody before every node can find it', async () => {
  const { open, clock } = await openNode();
  const [first, second] = [await open(), await open()];
  const old = await keysOf(first);
  clock.advance(6_000);
  // The second node looks in vain, and may not look again for 5 s.
  const stranger = { ...(await seal(old)), keyId: 'srk_unknown' };
  await expect(second.openPassword(stranger, CONTEXT)).rejects.toThrow();
  await first.rotateSealingKey();
  for (const node of [first, second, await open()]) {
    expect(await keysOf(node)).toMatchObject({
      sealingKey: old.sealingKey,
      version: old.version,
    });
  }
  clock.advance(9_999);
  expect((await keysOf(first)).version).toBe(old.version);
  clock.advance(1);
  const renewed = await keysOf(first);
  expect(renewed.sealingKey).not.toEqual(old.sealingKey);
  expect(renewed.version).toBeGreaterThan(old.version);
  const sealed = await seal(renewed);
  expect(Buffer.from(await second.openPassword(sealed, CONTEXT)).toString()).toBe('password');
});

test('passwords that arrive while a node looks for a new key wait for it', async () => {
  let lists = 0;
  const { open, clock } = await openNode((store) => ({
    list: () => {
      lists += 1;
      return store.list();
    },
    add: (...key) => store.add(...key),
    removeRetired: (before) => store.removeRetired(before),
  }));
  const [first, second] = [await open(), await open()];
  await first.rotateSealingKey();
  clock.advance(10_000);
  const sealed = await seal(await keysOf(first));
  lists = 0;
  const opened = await Promise.all(
    Array.from({ length: 10 }, () => second.openPassword(sealed, CONTEXT)),
  );
  expect(new Set(opened.map((bytes) => Buffer.from(bytes).toString()))).toEqual(
    new Set(['password']),
  );
  expect(lists).toBe(1);
});

test('a node whose database failed looks for a new key again at once', async () => {
  let isAway = false;
  const { open, clock } = await openNode((store) => ({
    list: () => (isAway ? Promise.reject(new Error('away')) : store.list()),
    add: (...key) => store.add(...key),
    removeRetired: (before) => store.removeRetired(before),
  }));
  const [first, second] = [await open(), await open()];
  await first.rotateSealingKey();
  clock.advance(10_000);
  const sealed = await seal(await keysOf(first));
  isAway = true;
  await expect(second.openPassword(sealed, CONTEXT)).rejects.toThrow('away');
  isAway = false;
  expect(Buffer.from(await second.openPassword(sealed, CONTEXT)).toString()).toBe('password');
});

test('a sealing key is replaced when it is a month old, and forgotten a month after that', async () => {
  const { open, clock } = await openNode();
  const identity = await open();
  const sealed = await seal(await keysOf(identity));
  clock.advance(31 * DAY_MS);
  await identity.maintain();
  expect(Buffer.from(await identity.openPassword(sealed, CONTEXT)).toString()).toBe('password');
  clock.advance(31 * DAY_MS);
  await identity.maintain();
  clock.advance(10_000);
  await expect(identity.openPassword(sealed, CONTEXT)).rejects.toMatchObject({
    code: 'sealed.unknown-key',
  });
});

test('two nodes that rotate at once make one new key', async () => {
  const { db, open } = await openNode();
  const [first, second] = [await open(), await open()];
  await Promise.all([first.rotateSealingKey(), second.rotateSealingKey()]);
  const rows = await db
    .selectFrom('server_keys')
    .select('id')
    .where('kind', '=', 'sealing')
    .execute();
  expect(rows).toHaveLength(2);
  expect((await keysOf(first)).sealingKey).toEqual((await keysOf(second)).sealingKey);
});

test('a rotation of the keyring seals the private keys again', async () => {
  const { keyring, open } = await openNode();
  const identity = await open();
  const sealed = await seal(await keysOf(identity));
  await keyring.rotate();
  const reopened = await open();
  expect(reopened.pin).toBe(identity.pin);
  expect(Buffer.from(await reopened.openPassword(sealed, CONTEXT)).toString()).toBe('password');
});
