import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { DirectoryUnavailableError } from '../../../../server/src/directory/directory.js';
import type { DirectoryAccount } from '../../../../server/src/directory/directory.js';
import { LdapDirectory } from '../../../../server/src/directory/ldap/ldap-directory.js';
import { startSamba } from '../../../support/samba.js';
import type { SambaDomain } from '../../../support/samba.js';
import {
  CONTRACT_PASSWORD,
  CONTRACT_WRITTEN_USERS,
  describePasswordContract,
} from '../directory-contract.js';

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const NEXT = Buffer.from('Täglich neue Wörter 7!');
const SERVICE = { name: 'may-reset', password: 'Serv1ce-Passw0rd!' };
const OVERSEER = { name: 'may-read-all', password: 'Serv1ce-Passw0rd!' };

let domain: SambaDomain;
/** Its service account may reset passwords. */
let directory: LdapDirectory;
/** Its service account may only read, and no password settings. */
let reader: LdapDirectory;
/** Its service account may read password settings, which Active Directory keeps from others unless told so. */
let overseer: LdapDirectory;
const warnings: string[] = [];

function open(bindDn: string, password: string): LdapDirectory {
  const { url, ca, baseDn } = domain;
  const log = { warn: (message: string) => void warnings.push(message) };
  return new LdapDirectory({ url, ca, baseDn, bindDn, password, timeoutMs: 5_000, log });
}

async function find(name: string): Promise<DirectoryAccount> {
  const account = await directory.find(name);
  if (account === undefined) throw new Error(`there is no ${name}`);
  return account;
}

beforeAll(async () => {
  const password = CONTRACT_PASSWORD;
  domain = await startSamba({
    users: [
      ...CONTRACT_WRITTEN_USERS.map((name) => ({ name, password })),
      { name: 'is-expired', password, state: 'password-expired' },
      { name: 'must-change', password, state: 'must-change' },
      { name: 'gets-locked', password, state: 'locked' },
      { name: 'stays-locked', password, state: 'locked' },
      { name: 'forgot-and-locked', password, state: 'locked' },
      { name: 'has-own-rules', password, displayName: 'Otto Normal' },
      { name: 'gets-renamed', password },
      SERVICE,
      OVERSEER,
    ],
  });
  await domain.administrator.addToGroup(SERVICE.name, 'CN=Account Operators,CN=Builtin');
  await domain.administrator.addToGroup(OVERSEER.name, 'CN=Domain Admins,CN=Users');
  await domain.administrator.addPasswordSettings('has-own-rules', {
    minimumLength: 12,
    complexity: true,
    historyLength: 3,
    minimumAgeSeconds: 3600,
    lockoutMinutes: 30,
  });
  directory = open(domain.administrator.dnOf(SERVICE.name), SERVICE.password);
  overseer = open(domain.administrator.dnOf(OVERSEER.name), OVERSEER.password);
  reader = open(domain.bindDn, domain.bindPassword);
}, 120_000);

afterAll(async () => {
  await directory.close();
  await reader.close();
  await overseer.close();
  await domain[Symbol.asyncDispose]();
});

describePasswordContract('LdapDirectory at a real domain controller', () => ({ directory }));

describe('a service account that may only read', () => {
  test('is forbidden to reset and to unlock, and nothing changes', async () => {
    const account = await find('stays-as-it-is');
    expect(await reader.resetPassword(account, NEXT)).toEqual({ outcome: 'forbidden' });
    expect(await reader.unlock(account)).toBe('forbidden');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });
});

describe('the lock of the directory', () => {
  test('is told with its end, and gone after unlocking', async () => {
    const account = await find('gets-locked');
    const lockout = await overseer.lockout(account);
    const minutes = ((lockout?.until?.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(25);
    expect(minutes).toBeLessThanOrEqual(30);
    expect(await directory.unlock(account)).toBe('unlocked');
    expect(await directory.lockout(account)).toBeUndefined();
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });

  test('is one also when its end cannot be read', async () => {
    const locked = await directory.lockout(await find('stays-locked'));
    expect(Math.abs(locked!.since!.getTime() - Date.now())).toBeLessThan(600_000);
    expect(locked).not.toHaveProperty('until');
  });

  test('of an account that is gone is unavailable', async () => {
    const account = await find('stays-as-it-is');
    const gone = { ...account, sid: `${account.sid}9` };
    await expect(directory.lockout(gone)).rejects.toThrow(DirectoryUnavailableError);
  });
});

describe('resetting', () => {
  test('lets go of the lock in the same request', async () => {
    const account = await find('forgot-and-locked');
    expect(await directory.resetPassword(account, NEXT)).toEqual({ outcome: 'accepted' });
    expect(await directory.verifyPassword(account, NEXT)).toBe('right');
    expect(await directory.lockout(account)).toBeUndefined();
  });

  test('follows an account that was moved to another name meanwhile', async () => {
    const account = await find('gets-renamed');
    const stale = { ...account, distinguishedName: domain.administrator.dnOf('stays-as-it-is') };
    expect(await directory.resetPassword(stale, NEXT)).toEqual({ outcome: 'accepted' });
    expect(await directory.verifyPassword(account, NEXT)).toBe('right');
    expect(await directory.verifyPassword(await find('stays-as-it-is'), RIGHT)).toBe('right');
  });
});

describe('changing', () => {
  test.each(['is-expired', 'must-change'])('works when the password %s', async (name) => {
    const account = await find(name);
    expect(await directory.changePassword(account, RIGHT, NEXT)).toEqual({ outcome: 'accepted' });
    expect(await directory.verifyPassword(account, NEXT)).toBe('right');
  });
});

describe('rules', () => {
  test('are the domain’s, where nothing else applies', async () => {
    expect(await directory.passwordRules(await find('stays-as-it-is'))).toEqual({
      minimumLength: 0,
      complexity: false,
      historyLength: 0,
      minimumAgeSeconds: 0,
    });
  });

  test('are those of the settings object that applies to the account', async () => {
    expect(await overseer.passwordRules(await find('has-own-rules'))).toEqual({
      name: 'settings of has-own-rules',
      minimumLength: 12,
      complexity: true,
      historyLength: 3,
      minimumAgeSeconds: 3600,
    });
  });

  test('that cannot be read forbid nothing, and the operator hears of it', async () => {
    warnings.length = 0;
    const rules = await directory.passwordRules(await find('has-own-rules'));
    expect(rules).toMatchObject({ minimumLength: 1, complexity: false });
    expect(warnings).toEqual(['the service account cannot read a password settings object']);
  });

  test.each([
    ['short', 'length'],
    ['long enough but small', 'complexity'],
  ])('a reset to %j breaks them, and the controller says which', async (text, rule) => {
    const account = await find('has-own-rules');
    const outcome = await directory.resetPassword(account, Buffer.from(text));
    expect(outcome).toEqual({ outcome: 'rejected', rule });
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
  });

  test('a change must also wait for the minimum age', async () => {
    const account = await find('has-own-rules');
    const outcome = await directory.changePassword(account, RIGHT, NEXT);
    expect(outcome).toEqual({ outcome: 'rejected', rule: 'age' });
  });
});
