import { expect, test } from '@jest/globals';
import { parseOptions } from '@node-rs/argon2';

import { DirectoryUnavailableError } from '../../../../server/src/directory/directory.js';
import {
  PASSWORD_HASH_COST,
  PasswordHasher,
} from '../../../../server/src/directory/local/password-hasher.js';

const PASSWORD = Buffer.from('Passw0rd!');

test('hashes are Argon2id PHC strings of the stated price, never twice the same', async () => {
  const hasher = new PasswordHasher();
  const [one, other] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(parseOptions(one)).toMatchObject({ ...PASSWORD_HASH_COST, outputLen: 32, saltLen: 16 });
  expect(hasher.isOutdated(one)).toBe(false);
});

test('R38: without a hash the same work is done, and every password is wrong', async () => {
  const hasher = new PasswordHasher();
  const phc = await hasher.hash(PASSWORD);
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < 15; i++) {
    for (const [index, hash] of [phc, undefined].entries()) {
      const begun = performance.now();
      expect(await hasher.verify(hash, Buffer.from('wrong'))).toBe(false);
      times[index]!.push(performance.now() - begun);
    }
  }
  const [known, nobody] = times.map((list) => list.sort((a, b) => a - b)[7]!);
  expect(Math.abs(known! - nobody!)).toBeLessThan(known! / 2);
});

test('a flood waits in a bounded queue, then is refused', async () => {
  const hasher = new PasswordHasher({ concurrency: 1, queueLimit: 3 });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => hasher.verify(undefined, PASSWORD)),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(6);
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(reason).toBeInstanceOf(DirectoryUnavailableError);
  }
});

test('the password that was handed over is not changed', async () => {
  const password = Buffer.from(PASSWORD);
  await new PasswordHasher().hash(password);
  expect(password.equals(PASSWORD)).toBe(true);
});
