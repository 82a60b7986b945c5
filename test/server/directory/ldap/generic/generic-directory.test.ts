import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import {
  DirectoryUnavailableError,
  NULL_SID,
} from '../../../../../server/src/directory/directory.js';
import type { DirectoryAccount } from '../../../../../server/src/directory/directory.js';
import type { GenericDirectoryOptions } from '../../../../../server/src/directory/ldap/generic/generic-directory-options.js';
import { GenericDirectory } from '../../../../../server/src/directory/ldap/generic/generic-directory.js';
import { startOpenLdap } from '../../../../support/openldap.js';
import type { OpenLdap } from '../../../../support/openldap.js';
import {
  CONTRACT_PASSWORD,
  CONTRACT_USERS,
  CONTRACT_WRITTEN_USERS,
  describeDirectoryContract,
  describePasswordContract,
} from '../../directory-contract.js';

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const WRONG = Buffer.from('not the password');
const NEXT = Buffer.from('Täglich neue Wörter 7!');

let ldap: OpenLdap;
let directory: GenericDirectory;
const opened: GenericDirectory[] = [];

function open(options: Partial<GenericDirectoryOptions> = {}): GenericDirectory {
  const { url, ca, baseDn, bindDn, policyDn, bindPassword: password } = ldap;
  const own = new GenericDirectory({
    ...{ url, ca, baseDn, bindDn, password, passwordPolicyDn: policyDn },
    netbiosName: 'PEOPLE',
    suffixes: ['mail.people.test'],
    timeoutMs: 5_000,
    ...options,
  });
  opened.push(own);
  return own;
}

async function find(name: string): Promise<DirectoryAccount> {
  const account = await directory.find(name);
  if (account === undefined) throw new Error(`there is no ${name}`);
  return account;
}

beforeAll(async () => {
  const names = [
    ...CONTRACT_USERS,
    ...CONTRACT_WRITTEN_USERS,
    ...['bob', 'gets-locked', 'must-change', 'is-expired', 'changes', 'own-policy', 'nested'],
  ];
  ldap = await startOpenLdap({
    people: names.map((uid) => ({
      uid,
      password: CONTRACT_PASSWORD,
      // A mail attribute holds ASCII only.
      ...(/^[ -~]+$/.test(uid) && { mail: `${uid}@mail.test` }),
    })),
  });
  directory = open();
  // pwdChangedTime counts seconds: what is set later shall be seen to be so.
  await sleep(1_100);
}, 60_000);

afterAll(async () => {
  for (const each of opened) await each.close();
  await ldap[Symbol.asyncDispose]();
});

describeDirectoryContract('GenericDirectory at a real slapd', () => ({
  directory,
  netbiosDomain: 'PEOPLE',
}));

describePasswordContract('GenericDirectory at a real slapd', () => ({ directory }));

describe('finding', () => {
  test('by a configured suffix, by mail only where that is wanted, by the place in the tree', async () => {
    const byMail = open({ findByMail: true });
    expect(await find('alice@mail.people.test')).toMatchObject({ samAccountName: 'alice' });
    expect(await directory.find('alice@mail.test')).toBeUndefined();
    expect(await byMail.find('alice@mail.test')).toMatchObject({ samAccountName: 'alice' });
    expect(await find(' UID = Alice , OU=People,DC=people,DC=test')).toEqual(await find('alice'));
    expect(await directory.find('uid=alice,ou=people,dc=elsewhere,dc=test')).toBeUndefined();
    expect(await directory.find('uid=nobody,ou=people,dc=people,dc=test')).toBeUndefined();
    expect(await directory.find(ldap.policyDn)).toBeUndefined();
  });

  test('a name that two people have is nobody’s', async () => {
    const dn = `uid=bob,ou=groups,${ldap.baseDn}`;
    const person = { objectClass: 'inetOrgPerson', uid: 'bob', cn: 'bob', sn: 'bob' };
    expect(await directory.find('bob')).toBeDefined();
    await ldap.add(dn, { ...person, userPassword: CONTRACT_PASSWORD });
    expect(await directory.find('bob')).toBeUndefined();
  });

  test('a person has no Windows account', async () => {
    expect(await find('alice')).toMatchObject({
      principalId: expect.stringMatching(/^people\.test\/[0-9a-f-]{36}$/),
      sid: NULL_SID,
      netbiosDomain: 'PEOPLE',
      mail: 'alice@mail.test',
      distinguishedName: ldap.dnOf('alice'),
    });
  });

  test('a base without a realm of its own is refused, and nothing is connected', () => {
    expect(() => open({ baseDn: 'o=people' })).toThrow(TypeError);
    expect(open({ baseDn: 'o=people', realm: 'People.test' }).realm).toBe('people.test');
  });
});

describe('a search', () => {
  const search = async (text: string) => {
    const { accounts } = await directory.search({ text, limit: 50 });
    return accounts.map(({ samAccountName }) => samAccountName).toSorted();
  };

  test('finds by every name that a person has, and by two of them in either order', async () => {
    await ldap.replace(ldap.dnOf('changes'), {
      ...{ cn: 'Anna Meier', sn: 'Meier', givenName: 'Anna', mail: 'am@mail.test' },
    });
    for (const text of ['changes', 'anna m', 'Meier', 'meier, ann', 'Anna Meier', 'am@']) {
      expect([text, await search(text)]).toEqual([text, ['changes']]);
    }
    for (const text of ['eier', 'Anna Schmidt', 'inetOrg', 'mail.test']) {
      expect([text, await search(text)]).toEqual([text, []]);
    }
  });

  test('finds people only', async () => {
    expect(await search('gatehouse')).toEqual([]);
    expect(await search('default')).toEqual([]);
  });
});

test('says how each account stands', async () => {
  const state = await directory.state(await find('alice'));
  expect(state).toMatchObject({ disabled: false, mustChangePassword: false });
  const days = (state.passwordExpiresAt!.getTime() - state.passwordSetAt!.getTime()) / 86_400_000;
  expect(days).toBe(100);
  await ldap.replace(ldap.dnOf('own-policy'), { pwdAccountLockedTime: '000001010000Z' });
  expect((await directory.state(await find('own-policy'))).lockout).toEqual({});
  const since = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
  const text = since.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  await ldap.replace(ldap.dnOf('own-policy'), { pwdAccountLockedTime: text });
  const until = new Date(since.getTime() + 1_800_000);
  expect((await directory.state(await find('own-policy'))).lockout).toEqual({ since, until });
  expect(await directory.unlock(await find('own-policy'))).toBe('unlocked');
});

describe('groups', () => {
  test('of entries, of user names, nested, and in a circle', async () => {
    await ldap.addGroup({ name: 'vpn', members: [ldap.dnOf('nested')] });
    await ldap.addGroup({ name: 'staff', members: [ldap.groupDnOf('vpn')] });
    await ldap.addGroup({ name: 'all', members: [ldap.groupDnOf('staff')] });
    await ldap.add(`cn=around,ou=groups,${ldap.baseDn}`, {
      objectClass: 'groupOfNames',
      cn: 'around',
      member: [ldap.groupDnOf('all'), ldap.groupDnOf('around')],
    });
    await ldap.addPosixGroup('unix', ['nested', 'alice']);
    await ldap.addGroup({ name: 'others', members: [ldap.dnOf('alice')] });
    const names = (await directory.groups(await find('nested'))).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['all', 'around', 'staff', 'unix', 'vpn']);
  });

  test('deeper than the bound are refused, not left out', async () => {
    const shallow = open({ groupLevels: 2 });
    await expect(shallow.groups(await find('nested'))).rejects.toThrow(DirectoryUnavailableError);
  });
});

describe('a listing', () => {
  const names = async (query: { limit: number; group?: string }) => {
    const { accounts, more } = await directory.list(query);
    return { names: accounts.map(({ samAccountName }) => samAccountName).toSorted(), more };
  };

  test('of a group has those of its groups, by entry and by user name, and nobody else', async () => {
    expect(await names({ limit: 10, group: 'All' })).toEqual({ names: ['nested'], more: false });
    // In a circle with itself.
    expect(await names({ limit: 10, group: 'around' })).toEqual({ names: ['nested'], more: false });
    expect(await names({ limit: 10, group: 'unix' })).toEqual({
      names: ['alice', 'nested'],
      more: false,
    });
    expect(await names({ limit: 1, group: 'unix' })).toMatchObject({ more: true });
    for (const group of ['none', '*', 'alice', 'a)(objectClass=*']) {
      expect(await names({ limit: 10, group })).toEqual({ names: [], more: false });
    }
  });

  test('of everybody ends at its limit and says that there are more', async () => {
    const all = await names({ limit: 100 });
    expect(all.names).toEqual(expect.arrayContaining(['alice', 'nested']));
    expect(all.more).toBe(false);
    const some = await names({ limit: 3 });
    expect([some.names.length, some.more]).toEqual([3, true]);
  });
});

describe('the password policy of the server', () => {
  test('its rules are read: its own ones of a person, else the default', async () => {
    expect(await directory.passwordRules(await find('alice'))).toEqual({
      minimumLength: 3,
      complexity: false,
      historyLength: 2,
      minimumAgeSeconds: 0,
    });
    const own = `cn=own,ou=policies,${ldap.baseDn}`;
    await ldap.add(own, {
      objectClass: ['pwdPolicy', 'organizationalRole'],
      cn: 'own',
      pwdAttribute: 'userPassword',
      pwdMinLength: '12',
      pwdCheckQuality: '2',
      pwdMaxFailure: '2',
      pwdLockout: 'TRUE',
      pwdLockoutDuration: '600',
      pwdMaxAge: '8640000',
    });
    for (const uid of ['own-policy', 'gets-locked']) {
      await ldap.replace(ldap.dnOf(uid), { pwdPolicySubentry: own });
    }
    const account = await find('own-policy');
    expect(await directory.passwordRules(account)).toMatchObject({ minimumLength: 12 });
    const reset = await directory.resetPassword(account, Buffer.from('short'));
    expect(reset).toEqual({ outcome: 'rejected', rule: expect.stringMatching(/length|other/) });
  });

  test('a lock is said whatever the password is, is told with its end, and let go of', async () => {
    const account = await find('gets-locked');
    for (let n = 0; n < 2; n++) await directory.verifyPassword(account, WRONG);
    expect(await directory.verifyPassword(account, RIGHT)).toBe('locked');
    expect(await directory.verifyPassword(account, WRONG)).toBe('locked');
    const lockout = await directory.lockout(account);
    const minutes = ((lockout?.until?.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(8);
    expect(minutes).toBeLessThanOrEqual(10);
    expect(await directory.unlock(account)).toBe('unlocked');
    expect(await directory.lockout(account)).toBeUndefined();
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });

  test('a password that must be changed is right only to that end, and changed by itself', async () => {
    const account = await find('must-change');
    await ldap.replace(ldap.dnOf('must-change'), { pwdReset: 'TRUE' });
    expect(await directory.verifyPassword(account, WRONG)).toBe('wrong');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('must-change');
    expect(await directory.changePassword(account, RIGHT, NEXT)).toEqual({ outcome: 'accepted' });
    expect(await directory.verifyPassword(account, NEXT)).toBe('right');
  });

  test('an expired one is said of the right password only, and can be changed', async () => {
    const policy = `cn=short,ou=policies,${ldap.baseDn}`;
    await ldap.add(policy, {
      objectClass: ['pwdPolicy', 'organizationalRole'],
      cn: 'short',
      pwdAttribute: 'userPassword',
      pwdMaxAge: '1',
    });
    await ldap.replace(ldap.dnOf('is-expired'), { pwdPolicySubentry: policy });
    const account = await find('is-expired');
    await sleep(2_100);
    expect(await directory.verifyPassword(account, WRONG)).toBe('wrong');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('password-expired');
    expect(await directory.changePassword(account, RIGHT, NEXT)).toEqual({ outcome: 'accepted' });
  });

  test('a password of the history is refused', async () => {
    const account = await find('changes');
    expect(await directory.changePassword(account, RIGHT, NEXT)).toEqual({ outcome: 'accepted' });
    const back = await directory.changePassword(account, NEXT, RIGHT);
    expect(back).toEqual({ outcome: 'rejected', rule: 'history' });
  });
});

test('R26: an empty password is wrong without any bind', async () => {
  const account = await find('alice');
  const before = ldap.binds(ldap.dnOf('alice'));
  expect(await directory.verifyPassword(account, Buffer.alloc(0))).toBe('wrong');
  expect(ldap.binds(ldap.dnOf('alice'))).toBe(before);
  expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  expect(ldap.binds(ldap.dnOf('alice'))).toBe(before + 1);
});

test('StartTLS works like TLS from the first byte', async () => {
  const upgraded = open({ url: ldap.startTlsUrl });
  expect(await upgraded.verifyPassword(await upgraded.find('alice'), RIGHT)).toBe('right');
});

test('directory test names every step', async () => {
  const { ok, steps } = await directory.test();
  expect(steps.map(({ step }) => step)).toEqual([
    ...['resolve', 'connect', 'tls', 'service bind', 'search'],
  ]);
  expect(ok).toBe(true);
  expect(steps.every(({ host }) => host === `127.0.0.1:${ldap.port}`)).toBe(true);
});
