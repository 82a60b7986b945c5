import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { systemClock } from '../../../../server/src/clock.js';
import { DirectoryUnavailableError } from '../../../../server/src/directory/directory.js';
import { LocalDirectory } from '../../../../server/src/directory/local/local-directory.js';
import { PasswordHasher } from '../../../../server/src/directory/local/password-hasher.js';
import { systemRandom } from '../../../../server/src/random.js';
import type { DatabaseConnections } from '../../../../server/src/storage/database.js';
import { openDatabase } from '../../../../server/src/storage/database.js';
import { PostgresLocalUserStore } from '../../../../server/src/storage/postgres-local-user-store.js';
import { startTestPostgres } from '../../../support/postgres.js';
import type { TestPostgres } from '../../../support/postgres.js';
import {
  CONTRACT_PASSWORD,
  CONTRACT_USERS,
  CONTRACT_WRITTEN_USERS,
  describeDirectoryContract,
  describePasswordContract,
} from '../directory-contract.js';

/** Argon2id at its lowest price: these tests are not about how long it takes. */
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const WRONG = Buffer.from('not the password');

let postgres: TestPostgres;
let connections: Awaited<ReturnType<TestPostgres['openNewDatabase']>>;
let directory: LocalDirectory;

function open(database: DatabaseConnections, hasher = new PasswordHasher({ cost: CHEAP })) {
  return new LocalDirectory({
    store: new PostgresLocalUserStore(database.pool),
    clock: systemClock,
    random: systemRandom,
    realm: 'gatehouse.local',
    hasher,
  });
}

async function storedHash(name: string): Promise<string> {
  const { rows } = await connections.pool.query<{ password_hash: string }>(
    'SELECT password_hash FROM local_users WHERE name = $1',
    [name],
  );
  return rows[0]!.password_hash;
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  connections = await postgres.openNewDatabase();
  directory = open(connections);
  for (const name of [...CONTRACT_USERS, ...CONTRACT_WRITTEN_USERS]) {
    await directory.add({ name, password: RIGHT });
  }
}, 60_000);

afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
});

describeDirectoryContract('LocalDirectory', () => ({ directory, netbiosDomain: 'LOCAL' }));

describePasswordContract('LocalDirectory', () => ({ directory }));

describe('adding', () => {
  test.each([
    ['a domain', 'LOCAL\\eve'],
    ['a realm', 'eve@gatehouse.local'],
    ['a wildcard', 'e*e'],
    ['a slash', 'e/e'],
    ['a control character', 'e\u0007e'],
    ['nothing', ' '],
  ])('refuses a name with %s', async (_name, name) => {
    await expect(directory.add({ name, password: RIGHT })).rejects.toMatchObject({
      code: 'request.malformed',
    });
  });

  test('R26: refuses an empty password', async () => {
    const user = { name: 'empty', password: Buffer.alloc(0) };
    await expect(directory.add(user)).rejects.toMatchObject({ code: 'password.rejected' });
  });

  test.each(['alice', 'ALICE', ' Alice '])('%j is taken, whatever the case', async (name) => {
    const twice = directory.add({ name, password: RIGHT });
    await expect(twice).rejects.toMatchObject({ code: 'principal.exists' });
  });

  test('of many at once with one name, one is added', async () => {
    const names = ['Zoë', 'zoë', 'ZOË', 'zoe\u0308'];
    const added = await Promise.allSettled(
      names.map((name) => directory.add({ name, password: RIGHT })),
    );
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('gives every user a SID of one domain, the same on every node', async () => {
    const second = openDatabase(connections.location);
    try {
      const [one, other] = await Promise.all([
        directory.add({ name: 'node-1', password: RIGHT }),
        open(second).add({ name: 'node-2', password: RIGHT }),
      ]);
      const domainOf = (sid: string) => sid.slice(0, sid.lastIndexOf('-'));
      expect(domainOf(one.sid)).toBe(domainOf(other.sid));
      expect(one.sid).not.toBe(other.sid);
      expect(one.sid).toMatch(/^S-1-5-21-\d+-\d+-\d+-\d{4}$/);
    } finally {
      await second.close();
    }
  });

  test('keeps display name and mail', async () => {
    await directory.add({
      name: 'dora',
      displayName: 'Dora D.',
      mail: 'd@x.test',
      password: RIGHT,
    });
    expect(await directory.find('LOCAL\\Dora')).toMatchObject({
      samAccountName: 'dora',
      userPrincipalName: 'dora@gatehouse.local',
      displayName: 'Dora D.',
      mail: 'd@x.test',
    });
  });
});

describe('passwords', () => {
  test('a new one counts at once, the old one no more', async () => {
    const account = await directory.add({ name: 'changing', password: RIGHT });
    await directory.setPassword(account, Buffer.from('an0ther'));
    expect(await directory.verifyPassword(account, Buffer.from('an0ther'))).toBe('right');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('wrong');
  });

  test('nobody has no password to set', async () => {
    const account = (await directory.find('alice'))!;
    for (const principalId of [
      'gatehouse.local/11111111-2222-3333-4444-555555555555',
      'elsewhere.test/11111111-2222-3333-4444-555555555555',
      "gatehouse.local/' OR true --",
    ]) {
      const setting = directory.setPassword({ ...account, principalId }, RIGHT);
      await expect(setting).rejects.toMatchObject({ code: 'principal.unknown' });
    }
  });

  test('R26: an empty password is wrong', async () => {
    const account = await directory.find('alice');
    expect(await directory.verifyPassword(account, Buffer.alloc(0))).toBe('wrong');
  });

  test('composed and decomposed letters are one password', async () => {
    const account = await directory.find('alice');
    const decomposed = Buffer.from(CONTRACT_PASSWORD.normalize('NFD'));
    expect(decomposed.equals(RIGHT)).toBe(false);
    expect(await directory.verifyPassword(account, decomposed)).toBe('right');
  });

  test('R41: nothing is cut off a password of 300 bytes', async () => {
    const long = Buffer.from('ü'.repeat(150));
    const account = await directory.add({ name: 'long-password', password: long });
    expect(await directory.verifyPassword(account, long)).toBe('right');
    expect(await directory.verifyPassword(account, long.subarray(0, -2))).toBe('wrong');
  });

  test('a hash at another price is renewed by the next right password, and only by that', async () => {
    const account = await directory.add({ name: 'renewed', password: RIGHT });
    const before = await storedHash('renewed');
    const dearer = open(
      connections,
      new PasswordHasher({ cost: { memoryCost: 16, timeCost: 2, parallelism: 1 } }),
    );
    expect(await dearer.verifyPassword(account, WRONG)).toBe('wrong');
    expect(await storedHash('renewed')).toBe(before);
    expect(await dearer.verifyPassword(account, RIGHT)).toBe('right');
    expect(await storedHash('renewed')).toMatch(/^\$argon2id\$v=19\$m=16,t=2,p=1\$/);
    expect(await dearer.verifyPassword(account, RIGHT)).toBe('right');
  });

  test('the store holds no password', async () => {
    const { rows } = await connections.pool.query('SELECT * FROM local_users');
    expect(JSON.stringify(rows)).not.toContain(CONTRACT_PASSWORD);
  });
});

describe('what people choose themselves', () => {
  test.each([
    ['too short', 'seven77', 'length'],
    ['the one they have', CONTRACT_PASSWORD, 'history'],
  ])('is refused when it is %s, and the old one goes on to hold', async (_name, typed, rule) => {
    const account = await directory.add({ name: `chooses-${rule}`, password: RIGHT });
    const outcome = await directory.resetPassword(account, Buffer.from(typed));
    expect(outcome).toEqual({ outcome: 'rejected', rule });
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });
});

describe('a database that is away', () => {
  test('is unavailable: neither right nor wrong', async () => {
    const away = openDatabase({
      ...{ host: '127.0.0.1', port: 1, user: 'x', password: 'x', database: 'x' },
    });
    const lost = open(away);
    const account = await directory.find('alice');
    await expect(lost.find('alice')).rejects.toThrow(DirectoryUnavailableError);
    await expect(lost.verifyPassword(account, RIGHT)).rejects.toThrow(DirectoryUnavailableError);
    await expect(lost.probe()).rejects.toThrow(DirectoryUnavailableError);
    expect(await lost.test()).toMatchObject({ ok: false });
    await away.close();
  });
});

describe('the generation of a password', () => {
  test('is the time of its last change, and greater after every change, of the same millisecond too', async () => {
    const clock = { now: () => new Date('2026-03-01T10:00:00.123Z') };
    const store = new PostgresLocalUserStore(connections.pool);
    const hasher = new PasswordHasher({ cost: CHEAP });
    const options = { store, clock, random: systemRandom, realm: 'gatehouse.local', hasher };
    const still = new LocalDirectory(options);
    const account = await still.add({ name: 'changes', password: RIGHT });
    expect(account.passwordGeneration).toBe(String(clock.now().getTime()));
    const seen = new Set([account.passwordGeneration]);
    for (const password of ['one', 'two', 'three']) {
      await still.setPassword(account, Buffer.from(password));
      const { passwordGeneration } = (await still.findById(account.principalId))!;
      expect(Number(passwordGeneration)).toBeGreaterThan(Number([...seen].at(-1)));
      seen.add(passwordGeneration);
    }
  });

  test('stays when the hash is renewed', async () => {
    const before = await directory.find('alice');
    const dearer = new PasswordHasher({ cost: { ...CHEAP, timeCost: 2 } });
    const renewing = open(connections, dearer);
    const hash = await storedHash('alice');
    expect(await renewing.verifyPassword(before, RIGHT)).toBe('right');
    expect(await storedHash('alice')).not.toBe(hash);
    expect((await directory.find('alice'))?.passwordGeneration).toBe(before?.passwordGeneration);
  });
});
