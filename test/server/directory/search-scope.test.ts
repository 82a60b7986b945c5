import { describe, expect, it } from '@jest/globals';

import { coversRealm, isBeneath, searchBases } from '../../../server/src/directory/search-scope.js';

const CORP = { realm: 'corp.test', baseDn: 'DC=corp,DC=test' };
const SALES = 'OU=Sales,DC=corp,DC=test';
const EAST = 'OU=East,OU=Sales,DC=corp,DC=test';

describe('where a search begins', () => {
  it.each([
    ['without a scope', undefined, ['DC=corp,DC=test']],
    ['with the realm in it', { realms: ['CORP.test'], ous: [SALES] }, ['DC=corp,DC=test']],
    ['with an OU in it', { ous: [SALES] }, [SALES]],
    ['with an OU within another one', { ous: [EAST, SALES] }, [SALES]],
    [
      'with one twice, spelled differently',
      { ous: [SALES, 'ou=sales, dc=CORP,dc=test'] },
      ['ou=sales, dc=CORP,dc=test'],
    ],
    ['with an OU around the base', { ous: ['DC=test'] }, ['DC=corp,DC=test']],
    ['with the base itself', { ous: ['dc=CORP, dc=test'] }, ['DC=corp,DC=test']],
    ['with OUs of elsewhere', { ous: ['OU=Sales,DC=other,DC=test'] }, []],
    ['with what only ends alike', { ous: ['OU=Sales,DC=xcorp,DC=test'] }, []],
    ['with other realms', { realms: ['other.test'] }, []],
    ['with what is no name', { ous: ['Sales', '', 'OU=', '*'] }, []],
    ['with an empty scope', {}, []],
    ['with empty lists', { ous: [], realms: [] }, []],
  ])('%s', (_name, scope, bases) => {
    expect(searchBases(scope, CORP)).toEqual(bases);
  });
});

describe('a place', () => {
  it('is beneath a container by names, not by text', () => {
    expect(isBeneath(`CN=Eve,${EAST}`, [SALES])).toBe(true);
    expect(isBeneath('CN=Eve,OU=NotSales,DC=corp,DC=test', [SALES])).toBe(false);
    expect(isBeneath(String.raw`CN=Eve\,OU\=Sales,DC=corp,DC=test`, [SALES])).toBe(false);
    expect(isBeneath('nonsense', [SALES])).toBe(false);
  });

  it('is covered by its realm, and by nothing that names no realm', () => {
    expect(coversRealm(undefined, 'corp.test')).toBe(true);
    expect(coversRealm({ realms: ['corp.test.evil'] }, 'corp.test')).toBe(false);
    expect(coversRealm({ ous: [SALES] }, 'corp.test')).toBe(false);
  });
});
