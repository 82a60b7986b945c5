import { DEFAULT_POLICY, PolicyDocument } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

import type { StoredPolicy } from '../../../protocol/src/http/policy-administration.js';
import { NULL_SID } from '../../../server/src/directory/directory.js';
import type { DirectoryAccount } from '../../../server/src/directory/directory.js';
import { PolicyIndex } from '../../../server/src/policy/policy-index.js';

const alice: DirectoryAccount = {
  principalId: 'corp.test/1',
  realm: 'corp.test',
  sid: 'S-1-5-21-1-2-3-1001',
  netbiosDomain: 'CORP',
  samAccountName: 'alice',
  userPrincipalName: 'alice@mail.test',
};

function policy(name: string, assign: object, settings = {}, priority = 0): StoredPolicy {
  return { version: 1, document: PolicyDocument.parse({ name, priority, assign, settings }) };
}

describe('the policy of a user', () => {
  it('is the default when none is assigned', () => {
    const index = new PolicyIndex([policy('unassigned', {})]);
    expect(index.forUser(alice)).toBeUndefined();
    expect(index.forGroups([{ name: 'Staff' }])).toBeUndefined();
    expect(index.everyone).toEqual({
      name: 'default',
      by: { to: 'shipped' },
      settings: DEFAULT_POLICY,
    });
  });

  it.each([
    'alice',
    'ALICE',
    'corp\\Alice',
    'alice@corp.test',
    'alice@MAIL.test',
    'corp.test/1',
    'S-1-5-21-1-2-3-1001',
  ])('is found by the name %j', (name) => {
    const index = new PolicyIndex([policy('own', { users: [name] })]);
    expect(index.forUser(alice)?.name).toBe('own');
  });

  it.each(['alic', 'alice2', 'OTHER\\alice', 'alice@other.test', ''])(
    'is not found by the name %j',
    (name) => {
      const index = new PolicyIndex(name === '' ? [] : [policy('own', { users: [name] })]);
      expect(index.forUser(alice)).toBeUndefined();
    },
  );

  it('is not that of a name without a realm for somebody of another one, nor that of no account of Windows', () => {
    const other = { ...alice, realm: 'people.test', netbiosDomain: 'PEOPLE', isForeign: true };
    const olga = { ...other, sid: NULL_SID };
    const found = (name: string) =>
      [alice, other, olga].map(
        (account) => new PolicyIndex([policy('own', { users: [name] })]).forUser(account)?.name,
      );
    expect(found('alice')).toEqual(['own', undefined, undefined]);
    expect(found('PEOPLE\\alice')).toEqual([undefined, 'own', 'own']);
    expect(found(NULL_SID)).toEqual([undefined, undefined, undefined]);
  });

  it('is the one of highest priority among groups, by name or SID, whatever the case', () => {
    const index = new PolicyIndex([
      policy('low', { groups: ['Staff'] }, {}, 1),
      policy('high', { groups: ['S-1-5-21-9'] }, {}, 2),
      policy('also-low', { groups: ['staff'] }, {}, 1),
    ]);
    expect(index.forGroups([{ name: 'STAFF' }])?.name).toBe('also-low');
    expect(index.forGroups([{ name: 'STAFF' }, { name: 'x', sid: 's-1-5-21-9' }])?.name).toBe(
      'high',
    );
  });

  it('is not that of a group by SID for one that is called like that SID', () => {
    const index = new PolicyIndex([policy('by-sid', { groups: ['S-1-5-21-9'] }, {}, 1)]);
    expect(index.forGroups([{ name: 's-1-5-21-9', sid: 'S-1-5-21-10' }])).toBeUndefined();
    expect(index.forGroups([{ name: 'S-1-5-21-9' }])).toBeUndefined();
    expect(index.forGroups([{ name: 'S-1-5-21-9', sid: 'S-1-5-21-9' }])?.name).toBe('by-sid');
  });

  it('inherits what it does not set from the one for everyone, and that from the defaults', () => {
    const index = new PolicyIndex([
      policy('own', { users: ['alice'] }, { lockout: { strikes: 50 } }),
      policy('all', { everyone: true }, { lockout: { strikes: 20, windowMinutes: 5 } }),
      policy('lesser', { everyone: true }, { otp: { digits: 8 } }, 0),
    ]);
    expect(index.everyone.name).toBe('all');
    expect(index.forUser(alice)?.settings).toEqual({
      ...DEFAULT_POLICY,
      lockout: { ...DEFAULT_POLICY.lockout, strikes: 50, windowMinutes: 5 },
    });
  });

  it.each([
    ['OU=Lab,OU=Staff,DC=corp,DC=test', 'lab', 0],
    ['OU=Other,OU=Staff,DC=corp,DC=test', 'staff', 1],
    ['OU=Deep,OU=Other,OU=Staff,DC=corp,DC=test', 'staff', 2],
    ['CN=Users,DC=corp,DC=test', 'domain', 1],
  ])('is that of the nearest OU: in %s it is %s', (container, name, distance) => {
    const index = new PolicyIndex([
      policy('domain', { ous: ['DC=corp,DC=test'] }, {}, 9),
      policy('lab', { ous: ['ou=LAB, ou=staff, dc=corp, dc=test'] }),
      policy('staff', { ous: ['OU=Staff,DC=corp,DC=test'] }, {}, 5),
    ]);
    const placed = { ...alice, distinguishedName: `CN=Lab,${container}` };
    expect(index.forContainers(placed)).toMatchObject({ name, by: { to: 'ou', distance } });
  });

  it('is not that of an OU outside of which the account is, or that is the account itself', () => {
    const index = new PolicyIndex([
      policy('p', { ous: ['CN=alice,OU=Staff,DC=corp', 'OU=Staff,DC=other', 'OU=aff,DC=corp'] }),
    ]);
    const placed = { ...alice, distinguishedName: 'CN=alice,OU=Staff,DC=corp' };
    expect(index.forContainers(placed)).toBeUndefined();
    expect(index.forContainers(alice)).toBeUndefined();
  });

  it('is unknown, not the default, where the place of the account cannot be read', () => {
    const index = new PolicyIndex([policy('p', { ous: ['OU=Staff,DC=corp'] })]);
    const lost = { ...alice, distinguishedName: `CN=alice,${'OU=x,'.repeat(200)}OU=Staff,DC=corp` };
    expect(() => index.forContainers(lost)).toThrow('cannot be read');
  });

  it('takes what it does not say from its profile, before it takes it from the one for everyone', () => {
    const index = new PolicyIndex([
      policy('all', { everyone: true }, { selfService: { reset: 'answers' }, otp: { digits: 8 } }),
      {
        version: 3,
        document: PolicyDocument.parse({
          name: 'own',
          profile: 'nist',
          assign: { users: ['alice'] },
          settings: { desktop: { offline: 'deny' } },
        }),
      },
    ]);
    const own = index.forUser(alice);
    expect(own).toMatchObject({ name: 'own', version: 3, by: { to: 'user' } });
    expect(own?.settings).toMatchObject({
      selfService: { reset: 'answers-and-otp' },
      otp: { digits: 8 },
      desktop: { offline: 'deny', wrongCodes: 10 },
      logon: { desktop: { methods: ['totp', 'hotp'] } },
    });
  });

  it('R44: gives a source no more strikes than the user has, wherever either number comes from', () => {
    const index = new PolicyIndex([
      policy('all', { everyone: true }, { lockout: { strikes: 2 } }),
      policy('own', { users: ['alice'] }, { lockout: { strikes: 50 } }),
      policy('few', { groups: ['few'] }, { lockout: { strikes: 3, sourceStrikes: 3 } }),
      policy('many', { groups: ['many'] }, { lockout: { sourceStrikes: 9 } }),
    ]);
    expect(index.everyone.settings.lockout).toMatchObject({ strikes: 2, sourceStrikes: 2 });
    expect(index.forUser(alice)?.settings.lockout).toMatchObject({ strikes: 50, sourceStrikes: 5 });
    const lockoutOf = (name: string) => index.forGroups([{ name }])?.settings.lockout;
    expect(lockoutOf('few')).toMatchObject({ strikes: 3, sourceStrikes: 3 });
    expect(lockoutOf('many')).toMatchObject({ strikes: 2, sourceStrikes: 2 });
  });
});
