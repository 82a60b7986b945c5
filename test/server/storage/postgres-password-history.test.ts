import { randomBytes } from 'node:crypto';

import type { Keyring } from '../../../server/src/keyring/keyring.js';
import { PasswordTags } from '../../../server/src/password/history/password-tags.js';
import { systemRandom } from '../../../server/src/random.js';
import { openKeyring } from '../../../server/src/storage/open-keyring.js';
import { PostgresPasswordHistory } from '../../../server/src/storage/postgres-password-history.js';
import { CanarySearch, textCanary } from '../../support/canary.js';
import { startTestPostgres } from '../../support/postgres.js';
import type { TestPostgres } from '../../support/postgres.js';
import { tableDump } from '../../support/table-dump.js';

let postgres: TestPostgres;
let pool: Awaited<ReturnType<TestPostgres['openNewDatabase']>>['pool'];
let keyring: Keyring;
let history: PostgresPasswordHistory;
let principalId: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  ({ pool } = await postgres.openNewDatabase());
  keyring = await openKeyring(pool, randomBytes(32), systemRandom);
  history = new PostgresPasswordHistory(pool);
});
beforeEach(() => {
  principalId = `corp.test/${randomBytes(8).toString('hex')}`;
});
afterAll(() => postgres[Symbol.asyncDispose]());

const tag = (number: number) => Buffer.alloc(32, number);
const at = (minute: number) => new Date(Date.UTC(2026, 2, 10, 9, minute));

interface Added {
  minute?: number;
  generation?: string | null;
}

/** The password of a number, set in the minute of that number unless told. */
function add(number: number, { minute = number, generation = String(number) }: Added = {}) {
  return history.add({
    principalId,
    tag: tag(number),
    generation: generation ?? undefined,
    now: at(minute),
  });
}

async function listed(): Promise<(number | undefined)[]> {
  return (await history.list(principalId)).map((one) => one[0]);
}

describe('the history', () => {
  it('keeps the newest 24, newest first, of each person', async () => {
    for (let number = 1; number <= 30; number++) await add(number);
    await history.add({
      principalId: `${principalId}-other`,
      tag: tag(9),
      generation: '9',
      now: at(0),
    });
    expect(await listed()).toEqual(Array.from({ length: 24 }, (_, n) => 30 - n));
    expect(await history.list(`${principalId}-other`)).toHaveLength(1);
  });

  it('has a password once, however often and however parallel it is proven', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, minute) => add(1, { minute })));
    expect(await listed()).toEqual([1]);
  });

  it('knows generations, also of a password that was first added without', async () => {
    await add(1, { generation: null });
    expect(await history.knows(principalId, '1')).toBe(false);
    await add(1);
    expect(await history.knows(principalId, '1')).toBe(true);
    expect(await history.knows(`${principalId}-other`, '1')).toBe(false);
  });

  it('makes a password that is in use again the newest', async () => {
    for (const number of [1, 2, 3]) await add(number);
    await add(1, { minute: 10, generation: '10' });
    expect(await listed()).toEqual([1, 3, 2]);
  });

  it('forgets a person', async () => {
    await add(1);
    await add(2);
    expect(await history.forget(principalId)).toBe(2);
    expect(await listed()).toEqual([]);
    expect(await history.forget(principalId)).toBe(0);
  });
});

describe('a tag', () => {
  const tagOf = (tags: PasswordTags, text: string, who = principalId) =>
    tags.tagOf(who, Buffer.from(text)).then((bytes) => Buffer.from(bytes).toString('hex'));

  it('is the same for the same password of the same person, however an umlaut is spelt', async () => {
    const tags = new PasswordTags(keyring, 2);
    const first = await tagOf(tags, 'päßwörd');
    expect(await tagOf(tags, 'pa\u0308ßwo\u0308rd')).toBe(first);
    expect(await tagOf(tags, 'Päßwörd')).not.toBe(first);
    expect(await tagOf(tags, 'päßwörd', 'corp.test/somebody else')).not.toBe(first);
  });

  it('is another one under another keyring: a stolen table alone cannot be searched', async () => {
    const { pool: other } = await postgres.openNewDatabase();
    const foreign = await openKeyring(other, randomBytes(32), systemRandom);
    const mine = await tagOf(new PasswordTags(keyring, 1), 'hunter2');
    expect(await tagOf(new PasswordTags(foreign, 1), 'hunter2')).not.toBe(mine);
  });

  it('outlives a rotation of the keyring', async () => {
    const tags = new PasswordTags(keyring, 1);
    const before = await tagOf(tags, 'hunter2');
    await keyring.rotate();
    expect(await tagOf(tags, 'hunter2')).toBe(before);
  });

  it('holds nothing of the password', async () => {
    const password = 'no canary sings 4 ever';
    const bytes = await new PasswordTags(keyring, 1).tagOf(principalId, Buffer.from(password));
    await history.add({ principalId, tag: bytes, generation: '1', now: at(0) });
    const search = new CanarySearch([textCanary('password', password)]);
    expect(search.inBytes('tables', await tableDump(pool))).toEqual([]);
  });
});
