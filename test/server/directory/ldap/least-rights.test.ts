import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Attribute, Change, Client, ResultCodeError } from 'ldapts';

import type { DirectoryAccount } from '../../../../server/src/directory/directory.js';
import { LdapDirectory } from '../../../../server/src/directory/ldap/ldap-directory.js';
import { delegateSambaRights } from '../../../support/delegate-samba-rights.js';
import { startSamba } from '../../../support/samba.js';
import type { SambaDomain } from '../../../support/samba.js';

const PASSWORD = 'Correct-Horse 7';
const RIGHT = Buffer.from(PASSWORD);
const NEXT = Buffer.from('Another-Horse 8');
const SERVICE = { name: 'least', password: 'Serv1ce-Passw0rd!' };

let domain: SambaDomain;
let directory: LdapDirectory;
let unit: string;
/** The service account, talking LDAP by itself. */
let client: Client;

async function find(name: string): Promise<DirectoryAccount> {
  const account = await directory.find(name);
  if (account === undefined) throw new Error(`there is no ${name}`);
  return account;
}

beforeAll(async () => {
  const names = ['alice', 'locked', 'own-rules', 'outside'];
  domain = await startSamba({
    users: [...names.map((name) => ({ name, password: PASSWORD })), SERVICE],
    groups: [{ name: 'staff', members: ['alice'] }],
  });
  const { administrator, url, ca, baseDn } = domain;
  await administrator.addPasswordSettings('own-rules', {
    minimumLength: 12,
    complexity: false,
    historyLength: 0,
    minimumAgeSeconds: 0,
    lockoutMinutes: 30,
    lockoutThreshold: 3,
  });
  await administrator.setState('locked', 'locked');
  unit = await administrator.addUnit('Staff');
  for (const name of ['alice', 'locked', 'own-rules']) await administrator.move(name, unit);
  const bindDn = administrator.dnOf(SERVICE.name);
  const { password } = SERVICE;
  directory = new LdapDirectory({ url, ca, baseDn, bindDn, password, timeoutMs: 10_000 });
  await delegateSambaRights(domain, await find(SERVICE.name), unit);
  client = new Client({ url, tlsOptions: { ca }, timeout: 10_000 });
  await client.bind(bindDn, password);
}, 120_000);

afterAll(async () => {
  await client.unbind();
  await directory.close();
  await domain[Symbol.asyncDispose]();
});

describe('the service account that the script delegates rights to may', () => {
  test('do all that a logon needs', async () => {
    const account = await find('alice');
    expect(account.passwordGeneration).toBeDefined();
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    expect((await directory.groups(account)).map(({ name }) => name)).toContain('staff');
    expect((await directory.test()).ok).toBe(true);
  });

  test('read fine-grained policies, and so keep away from their lock', async () => {
    const account = await find('own-rules');
    expect(await directory.passwordRules(account)).toMatchObject({ minimumLength: 12 });
    const checks = [];
    for (let n = 0; n < 3; n++) checks.push(await directory.verifyPassword(account, NEXT));
    expect(checks).toEqual(['wrong', 'wrong', 'near-lockout']);
  });

  test('reset a password, and let go of a lock', async () => {
    const account = await find('locked');
    expect(await directory.lockout(account)).toBeDefined();
    expect(await directory.unlock(account)).toBe('unlocked');
    expect(await directory.lockout(account)).toBeUndefined();
    expect(await directory.resetPassword(account, NEXT)).toEqual({ outcome: 'accepted' });
    expect(await directory.verifyPassword(account, NEXT)).toBe('right');
  });
});

describe('it may not', () => {
  test('reset or unlock outside of the unit', async () => {
    const account = await find('outside');
    expect(await directory.resetPassword(account, NEXT)).toEqual({ outcome: 'forbidden' });
    expect(await directory.unlock(account)).toBe('forbidden');
    expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    const administrator = await find('Administrator');
    expect(await directory.resetPassword(administrator, NEXT)).toEqual({ outcome: 'forbidden' });
  });

  const replace = (type: string, value: string) =>
    new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) });

  test.each([
    ['enable or disable', 'userAccountControl', '514'],
    ['rename', 'displayName', 'Mallory'],
    ['redirect mail of', 'mail', 'mallory@evil.test'],
    ['give another name to', 'userPrincipalName', 'mallory@corp.test'],
    ['say that a password is fresh of', 'pwdLastSet', '-1'],
    ['let expire', 'accountExpires', '1'],
  ])('%s a person (%s)', async (_what, attribute, value) => {
    await expect(
      client.modify(`CN=alice,${unit}`, replace(attribute, value)),
    ).rejects.toMatchObject({ code: 50 });
  });

  test('change groups, policies or the unit, add or remove anybody', async () => {
    const alice = `CN=alice,${unit}`;
    const member = new Change({
      operation: 'add',
      modification: new Attribute({ type: 'member', values: [alice] }),
    });
    const container = `CN=Password Settings Container,CN=System,${domain.baseDn}`;
    const attempts = [
      () => client.modify(`CN=Domain Admins,CN=Users,${domain.baseDn}`, member),
      () => client.modify(unit, replace('description', 'mine')),
      () =>
        client.modify(
          `CN=settings of own-rules,${container}`,
          replace('msDS-LockoutThreshold', '0'),
        ),
      () => client.modify(domain.baseDn, replace('lockoutThreshold', '0')),
      () => client.add(`CN=new,${unit}`, { objectClass: ['user'], sAMAccountName: 'new' }),
      () => client.del(alice),
      () => client.modifyDN(alice, `CN=renamed,${unit}`),
    ];
    for (const attempt of attempts) {
      const failure: unknown = await attempt().then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ResultCodeError);
      expect(failure).toMatchObject({ code: 50 });
    }
  });
});
