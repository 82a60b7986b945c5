import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createConfig } from '../../../server/src/config/config.js';
import { readEnv } from '../../../server/src/config/env.js';
import { readSecrets } from '../../../server/src/config/secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-secrets-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const read = (environment: Record<string, string>) =>
  readSecrets(createConfig(readEnv({ GATEHOUSE_DATA: folder, ...environment })));

async function write(name: string, text: string, mode = 0o600): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await chmod(file, mode);
  return file;
}

test('the first run makes a master key that only we can read, and the next ones use it', async () => {
  const [first, racing] = await Promise.all([read({}), read({})]);
  const second = await read({});
  expect(first.masterKey).toHaveLength(32);
  expect(racing.masterKey).toEqual(first.masterKey);
  expect(second.masterKey).toEqual(first.masterKey);
  const { mode } = await stat(path.join(folder, 'master.key'));
  expect(mode & 0o777).toBe(0o600);
});

test.each([0o640, 0o604, 0o660, 0o644])(
  'R9: a secret file with mode %i is refused',
  async (mode) => {
    const file = await write('key', Buffer.alloc(32).toString('base64'), mode);
    await expect(read({ GATEHOUSE_MASTER_KEY_FILE: file })).rejects.toThrow(/others may read/);
  },
);

test('a master key file that does not exist is an error, not a new key', async () => {
  const file = path.join(folder, 'absent');
  await expect(read({ GATEHOUSE_MASTER_KEY_FILE: file })).rejects.toThrow(/ENOENT/);
});

test.each(['', 'short', 'A'.repeat(40)])('the text %p is no master key', async (text) => {
  const file = await write('key', text);
  await expect(read({ GATEHOUSE_MASTER_KEY_FILE: file })).rejects.toThrow(/32 bytes in base64/);
});

test('a file that is too long is refused', async () => {
  const file = await write('key', 'A'.repeat(70_000));
  await expect(read({ GATEHOUSE_MASTER_KEY_FILE: file })).rejects.toThrow(/too long/);
});

test('a master key comes from a program without a shell', async () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const script = `process.stdout.write(process.argv[1])`;
  const command = JSON.stringify([process.execPath, '-e', script, key]);
  const { masterKey } = await read({ GATEHOUSE_MASTER_KEY_COMMAND: command });
  expect(Buffer.from(masterKey)).toEqual(Buffer.alloc(32, 7));
});

test('a program that fails is told without what it printed', async () => {
  const script = `process.stdout.write('canary'); console.error('canary'); process.exit(3)`;
  const command = JSON.stringify([process.execPath, '-e', script]);
  const failed = read({ GATEHOUSE_MASTER_KEY_COMMAND: command });
  await expect(failed).rejects.toThrow(/GATEHOUSE_MASTER_KEY_COMMAND failed/);
  await expect(failed).rejects.not.toThrow(/canary/);
});

test('a database URL in a file may hold a password, and is not repeated when it is none', async () => {
  const url = 'postgres://u:p%40ss@db.corp.test/gatehouse';
  const good = await write('url', `${url}\n`);
  expect((await read({ GATEHOUSE_DATABASE_URL_FILE: good })).databaseUrl).toBe(url);
  const bad = await write('bad', 'canary://u:p@h/d');
  const failed = read({ GATEHOUSE_DATABASE_URL_FILE: bad });
  await expect(failed).rejects.toThrow(/expected the URL of a PostgreSQL/);
  await expect(failed).rejects.not.toThrow(/canary/);
});
