import { LdapDirectory } from '../../../../server/src/directory/ldap/ldap-directory.js';
import { startSamba } from '../../../support/samba.js';
import type { SambaDomain } from '../../../support/samba.js';

let domain: SambaDomain | undefined;
let shared: LdapDirectory;

beforeAll(async () => {
  domain = await startSamba({
    users: ['alice', 'bob', 'carol', 'dave'].map((name) => ({ name, password: 'Passw0rd!x' })),
    groups: [
      { name: 'vpn-users', members: ['alice'] },
      { name: 'staff', members: ['vpn-users'] },
      { name: 'everybody-here', members: ['staff'] },
      { name: 'others', members: ['bob'] },
    ],
  });
  await domain.administrator.addComputer('PC-1');
  const { url, ca, baseDn, bindDn, bindPassword } = domain;
  shared = new LdapDirectory({ url, ca, baseDn, bindDn, password: bindPassword });
}, 120_000);

afterAll(async () => {
  await shared.close();
  await domain?.[Symbol.asyncDispose]();
});

describe('groups', () => {
  test('say which of them are so by way of others only', async () => {
    const account = await shared.find('alice');
    const groups = await shared.groups(account!);
    const nested = (name: string) => groups.find((group) => group.name === name)?.nested;
    expect(['vpn-users', 'Domain Users', 'staff', 'everybody-here'].map(nested)).toEqual([
      undefined,
      undefined,
      true,
      true,
    ]);
  });
});

describe('a listing', () => {
  const names = async (query: { limit: number; group?: string }) => {
    const { accounts, more } = await shared.list(query);
    return { names: accounts.map(({ samAccountName }) => samAccountName).sort(), more };
  };

  test('of a group has those of its groups, by name or SID, and nobody else', async () => {
    expect(await names({ limit: 10, group: 'Everybody-Here' })).toEqual({
      names: ['alice'],
      more: false,
    });
    const alice = await shared.find('alice');
    const groups = await shared.groups(alice!);
    const { sid } = groups.find(({ name }) => name === 'staff')!;
    expect(await names({ limit: 10, group: sid! })).toEqual({ names: ['alice'], more: false });
    for (const group of ['none', '*', 'alice', 'S-1-5-21-nonsense', 'a)(objectClass=*']) {
      expect(await names({ limit: 10, group })).toEqual({ names: [], more: false });
    }
  });

  test('of a group has those whose primary group it is, or one within it', async () => {
    const everybody = (await names({ limit: 100 })).names;
    expect((await names({ limit: 100, group: 'Domain Users' })).names).toEqual(
      // Guest's primary group is another one.
      everybody.filter((name) => name !== 'Guest'),
    );
    // Nested: Domain Users are in Users, as everywhere.
    expect((await names({ limit: 100, group: 'Users' })).names).toEqual(
      expect.arrayContaining(['alice', 'bob', 'carol', 'dave']),
    );
  });

  test('of everybody ends at its limit and says that there are more', async () => {
    const all = await names({ limit: 100 });
    expect(all.names).toEqual(expect.arrayContaining(['alice', 'bob', 'carol']));
    expect(all.names).not.toContain('PC-1$');
    expect(all.more).toBe(false);
    const some = await names({ limit: 3 });
    expect([some.names.length, some.more]).toEqual([3, true]);
  });
});
