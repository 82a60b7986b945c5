import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createConfig } from '../../../server/src/config/config.js';
import { readDirectoriesFile } from '../../../server/src/config/directories-file.js';
import { ConfigurationError, readEnv } from '../../../server/src/config/env.js';
import { readSecrets } from '../../../server/src/config/secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-directories-'));
  await writeFile(path.join(folder, 'password'), 'secret\n', { mode: 0o600 });
  await writeFile(path.join(folder, 'ca.pem'), 'PEM');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const CORP = {
  dialect: 'active-directory',
  urls: ['ldaps://dc1.corp.test', 'ldaps://dc2.corp.test'],
  baseDn: 'OU=Staff,DC=Corp,DC=test',
  bindDn: 'CN=gatehouse,DC=corp,DC=test',
  passwordFile: 'password',
  caFile: 'ca.pem',
};
const PEOPLE = { ...CORP, dialect: 'generic', realm: 'people.test', baseDn: 'o=people' };

async function write(content: unknown): Promise<string> {
  const file = path.join(folder, 'directories.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const read = async (content: unknown) => readDirectoriesFile(await write(content));

test('a directory needs little; its realm is that of its base, and the first one is the default', async () => {
  const list = await read({ directories: [CORP, PEOPLE, { dialect: 'local', realm: 'local' }] });
  expect(list).toMatchObject({ defaultRealm: 'corp.test', search: [] });
  expect(list.directories.map(({ realm }) => realm)).toEqual(['corp.test', 'people.test', 'local']);
  expect(list.directories[0]).toMatchObject({ password: 'secret', ca: 'PEM', upnSuffixes: [] });
});

test('the file may begin with a byte order mark', async () => {
  const list = await read(`\ufeff${JSON.stringify({ directories: [CORP] })}`);
  expect(list.defaultRealm).toBe('corp.test');
});

test.each<[string, unknown, RegExp]>([
  ['what is not JSON', '{ canary', /it is not JSON/],
  ['a key that is there twice', '{"search": [],\n"search": ["canary"]}', /"search" of line 1/],
  ['no directory', { directories: [] }, /directories/],
  ['an unknown setting', { directories: [{ ...CORP, another: 'canary' }] }, /directories\.0/],
  ['an unknown dialect', { directories: [{ ...CORP, dialect: 'canary' }] }, /dialect/],
  ['a password in the file', { directories: [{ ...CORP, password: 'canary' }] }, /directories\.0/],
  ['a URL without TLS to come', { directories: [{ ...CORP, urls: ['http://canary'] }] }, /urls/],
  ['no host', { directories: [{ ...CORP, urls: undefined }] }, /either urls or srvDomain/],
  ['two ways to the hosts', { directories: [{ ...CORP, srvDomain: 'corp.test' }] }, /either/],
  ['a realm twice', { directories: [CORP, CORP] }, /corp\.test is there twice/],
  ['a default that is not there', { default: 'other.test', directories: [CORP] }, /no realm other/],
  ['a search that is not there', { search: ['other.test'], directories: [CORP] }, /no realm other/],
  ['a realm that cannot be known', { directories: [{ ...PEOPLE, realm: undefined }] }, /realm/],
  ['a domain that is none', { directories: [{ ...CORP, realm: 'a', baseDn: 'o=x' }] }, /DC=/],
  ['a network path (R25)', { directories: [{ ...CORP, caFile: '\\\\canary\\ca' }] }, /caFile/],
  ['a file that is not there', { directories: [{ ...CORP, caFile: 'absent' }] }, /caFile/],
  ['seventeen directories', { directories: Array(17).fill(CORP) }, /directories/],
  ['more than is read', `{"search": ["${'x'.repeat(70_000)}"]}`, /too long/],
])('%s is refused, and no value is repeated', async (_what, content, message) => {
  const reading = read(content);
  await expect(reading).rejects.toThrow(ConfigurationError);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.not.toThrow(/canary/);
});

test('a password that others may read is refused', async () => {
  await writeFile(path.join(folder, 'open'), 'secret', { mode: 0o644 });
  await expect(read({ directories: [{ ...CORP, passwordFile: 'open' }] })).rejects.toThrow(
    /chmod 600/,
  );
});

test('it comes with the secrets, and excludes the settings of one directory', async () => {
  const file = await write({ directories: [CORP] });
  const configOf = (environment: Record<string, string>) =>
    createConfig(
      readEnv({ GATEHOUSE_DATA: folder, GATEHOUSE_DIRECTORIES_FILE: file, ...environment }),
    );
  const config = configOf({});
  expect(config.directory).toEqual({ kind: 'several', file });
  expect(JSON.stringify(config)).not.toContain('secret');
  expect((await readSecrets(config)).directories?.directories).toHaveLength(1);
  for (const other of [
    { GATEHOUSE_DIRECTORY: 'ldap' },
    { GATEHOUSE_LDAP_URL: 'ldaps://dc1.corp.test' },
  ]) {
    expect(() => configOf(other)).toThrow(/exclude each other/);
  }
});
