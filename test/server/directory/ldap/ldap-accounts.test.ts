import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { AccessScope } from '../../../../protocol/src/http/access.js';
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
      {
        name: 'ameier',
        password: CONTRACT_PASSWORD,
        displayName: 'Meier, Anna',
        givenName: 'Anna',
        surname: 'Meier',
        mail: 'anna.meier@mail.test',
        userPrincipalName: 'am@partner.test',
      },
      ...STATES.map((state) => ({ name: `is-${state}`, password, state })),
    ],
  });
  const { administrator } = domain;
  await administrator.addComputer('PC-1');
  await administrator.move('ameier', await administrator.addUnit('Sales'));
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

test('says how each account stands', async () => {
  const stateOf = async (name: string) => shared.state((await shared.find(name))!);
  const usual = { disabled: false, mustChangePassword: false };
  expect(await stateOf('is-disabled')).toMatchObject({ ...usual, disabled: true });
  expect(await stateOf('is-account-expired')).toMatchObject({
    ...usual,
    expiresAt: new Date('2000-01-01T00:00:00Z'),
  });
  const mustChange = await stateOf('is-must-change');
  expect(mustChange).toMatchObject({ ...usual, mustChangePassword: true });
  expect(mustChange.passwordSetAt).toBeUndefined();
  const used = await stateOf('is-used');
  expect(used).toMatchObject(usual);
  expect(Math.abs(used.passwordSetAt!.getTime() - Date.now())).toBeLessThan(600_000);
  // 42 days, as a domain has them from the start.
  const days = (used.passwordExpiresAt!.getTime() - used.passwordSetAt!.getTime()) / 86_400_000;
  expect(days).toBe(42);
  expect(used.lockout).toBeUndefined();
});

describe('a search', () => {
  const search = async (text: string, scope?: AccessScope) => {
    const { accounts, more } = await shared.search({ text, limit: 50, scope });
    return [
      ...accounts.map(({ samAccountName }) => samAccountName).toSorted(),
      ...(more ? ['…'] : []),
    ];
  };

  test('finds by every name that a person has, and by two of them in either order', async () => {
    for (const text of [
      ...['ameier', 'Meier, Anna', 'Anna Mei', 'meier an', 'ANNA', 'meier', 'anna.m', 'am@partner'],
    ]) {
      expect([text, await search(text)]).toEqual([text, ['ameier']]);
    }
    for (const text of ['eier', 'Anna Schmidt', 'Meier Bert', 'corp.test']) {
      expect([text, await search(text)]).toEqual([text, []]);
    }
  });

  test('finds those who are disabled or expired, and neither computers nor groups', async () => {
    expect(await search('is-disabled')).toEqual(['is-disabled']);
    expect(await search('is-')).toEqual(expect.arrayContaining(['is-account-expired']));
    expect(await search('PC-')).toEqual([]);
    expect(await search('Domain')).toEqual([]);
  });

  test('of a scope begins at its OUs, and passes over those that are gone', async () => {
    const gone = 'OU=Gone,DC=corp,DC=test';
    expect(await search('ameier', { ous: [gone, 'ou=sales,dc=corp,dc=test'] })).toEqual(['ameier']);
    expect(await search('is-used', { ous: [gone, 'OU=Sales,DC=corp,DC=test'] })).toEqual([]);
    expect(await search('ameier', { ous: ['CN=Users,DC=corp,DC=test'] })).toEqual([]);
  });

  test('finds no more than was asked for', async () => {
    const { accounts, more } = await shared.search({ text: 'is-', limit: 2 });
    expect([accounts.length, more]).toEqual([2, true]);
  });
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
