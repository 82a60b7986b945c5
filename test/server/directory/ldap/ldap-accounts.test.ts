import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { LdapDirectory } from '../../../../server/src/directory/ldap/ldap-directory.js';
import type { SambaUserState } from '../../../support/samba-administrator.js';
import { startSamba } from '../../../support/samba.js';
import type { SambaDomain } from '../../../support/samba.js';
import { CONTRACT_PASSWORD } from '../directory-contract.js';

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const STATES: SambaUserState[] = ['disabled', 'account-expired', 'must-change'];

let domain: SambaDomain;
let shared: LdapDirectory;
const opened: LdapDirectory[] = [];

function open(baseDn = domain.baseDn): LdapDirectory {
  const { url, ca, bindDn, bindPassword } = domain;
  const options = { url, ca, baseDn, bindDn, password: bindPassword, timeoutMs: 5_000 };
  const directory = new LdapDirectory(options);
  opened.push(directory);
  return directory;
}

beforeAll(async () => {
  const password = CONTRACT_PASSWORD;
  const names = ['renamed', 'gets-changed', 'is-used', 'never-used'];
  domain = await startSamba({
    users: [
      ...names.map((name) => ({ name, password })),
      ...STATES.map((state) => ({ name: `is-${state}`, password, state })),
    ],
  });
  shared = open();
}, 120_000);

afterAll(async () => {
  for (const directory of opened) await directory.close();
  await domain[Symbol.asyncDispose]();
});

test('R36: by id whatever the user is called by now, and not outside the base DN', async () => {
  const account = await shared.find('renamed');
  await domain.administrator.rename('renamed', { sAMAccountName: 'has-a-new-name' });
  expect(await shared.find('renamed')).toBeUndefined();
  const again = await shared.findById(account!.principalId);
  expect(again).toMatchObject({ samAccountName: 'has-a-new-name', sid: account!.sid });
  const elsewhere = open('OU=Domain Controllers,DC=corp,DC=test');
  expect(await elsewhere.findById(account!.principalId)).toBeUndefined();
});

test('tells disabled and expired accounts, and one whose password must be changed, apart', async () => {
  const [disabled, expired, mustChange] = await Promise.all(
    ['is-disabled', 'is-account-expired', 'is-must-change'].map((name) => shared.find(name)),
  );
  expect(disabled).toMatchObject({ disabled: true });
  expect(expired?.expiresAt).toEqual(new Date('2000-01-01T00:00:00Z'));
  expect(expired?.disabled).toBeUndefined();
  expect(mustChange?.passwordGeneration).toBeUndefined();
});

test('a password change gives a greater generation, and only that', async () => {
  const generation = async () => BigInt((await shared.find('gets-changed'))!.passwordGeneration!);
  const first = await generation();
  await domain.administrator.rename('gets-changed', { mail: 'changed@mail.test' });
  expect(await generation()).toBe(first);
  await domain.administrator.setPassword('gets-changed', 'An0ther!');
  const second = await generation();
  expect(second).toBeGreaterThan(first);
  // FILETIME: within a minute of the clock of this machine.
  const at = Number(second / 10_000n - 11_644_473_600_000n);
  expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
});

test('a bind is use of the account, and so is making it', async () => {
  const before = await shared.find('never-used');
  expect(Math.abs(before!.lastUsedAt!.getTime() - Date.now())).toBeLessThan(600_000);
  await shared.verifyPassword(await shared.find('is-used'), RIGHT);
  const { lastUsedAt } = (await shared.find('is-used'))!;
  expect(Math.abs(lastUsedAt!.getTime() - Date.now())).toBeLessThan(60_000);
});
