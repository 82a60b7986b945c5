import { DEFAULT_POLICY, PolicyDocument } from '@gatehouse/protocol';
import { describe, expect, it } from '@jest/globals';

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

function policy(name: string, assign: object, settings = {}, priority = 0): PolicyDocument {
  return PolicyDocument.parse({ name, priority, assign, settings });
}

describe('the policy of a user', () => {
  it('is the default when none is assigned', () => {
    const index = new PolicyIndex([policy('unassigned', {})]);
    expect(index.forUser(alice)).toBeUndefined();
    expect(index.forGroups([{ name: 'Staff' }])).toBeUndefined();
    expect(index.everyone).toEqual({ name: 'default', settings: DEFAULT_POLICY });
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
