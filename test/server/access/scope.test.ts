import type { AccessScope, Permission } from '@gatehouse/protocol';

import { narrowTo, operatorOf } from '../../../server/src/access/narrow.js';
import { coversScope, isWithinScope } from '../../../server/src/access/scope.js';

const at = (distinguishedName: string | undefined, realm = 'corp.test') => ({
  realm,
  distinguishedName,
});

describe('a scope', () => {
  const sales = { ous: ['OU=Sales,DC=corp,DC=test'] };

  test.each([
    ['CN=a,OU=Sales,DC=corp,DC=test', true],
    ['cn=A, ou=SALES, dc=Corp, dc=Test', true],
    ['CN=a,OU=East,OU=Sales,DC=corp,DC=test', true],
    [String.raw`CN=a\, b,OU=S\61les,DC=corp,DC=test`, true],
    // The OU itself is nobody beneath it.
    ['OU=Sales,DC=corp,DC=test', false],
    ['CN=a,OU=IT,DC=corp,DC=test', false],
    ['CN=a,OU=PreSales,DC=corp,DC=test', false],
    [String.raw`CN=a\,OU\=Sales,DC=corp,DC=test`, false],
    ['CN=a,OU=Sales,DC=corp,DC=test,DC=evil', false],
    ['no name', false],
    [undefined, false],
  ])('of an OU reaches %s: %s', (name, expected) => {
    expect(isWithinScope(sales, at(name))).toBe(expected);
  });

  test('of realms reaches by realm, and either of both is enough', () => {
    expect(isWithinScope({ realms: ['CORP.TEST'] }, at(undefined))).toBe(true);
    expect(isWithinScope({ realms: ['other'] }, at(undefined))).toBe(false);
    expect(isWithinScope({ ...sales, realms: ['other'] }, at(undefined, 'OTHER'))).toBe(true);
  });

  test('that names nothing reaches nobody, and none reaches everybody', () => {
    for (const scope of [{}, { ous: [] }, { realms: [] }, { ous: ['no name'] }]) {
      expect(isWithinScope(scope, at('CN=a,OU=Sales,DC=corp,DC=test'))).toBe(false);
    }
    expect(isWithinScope(undefined, at(undefined))).toBe(true);
  });

  test.each<[AccessScope | undefined, AccessScope | undefined, boolean]>([
    [undefined, undefined, true],
    [undefined, sales, true],
    [sales, undefined, false],
    [sales, sales, true],
    [sales, { ous: ['ou=east,ou=sales,dc=corp,dc=test'] }, true],
    [{ ous: ['OU=East,OU=Sales,DC=corp,DC=test'] }, sales, false],
    [sales, { realms: ['corp.test'] }, false],
    [{ realms: ['corp.test'] }, sales, false],
    [{ realms: ['corp.test'] }, { realms: ['Corp.Test'] }, true],
    [sales, { ous: ['no name'] }, false],
    [{ ous: ['no name'] }, { ous: ['no name'] }, false],
  ])('%j covers %j: %s', (outer, inner, expected) => {
    expect(coversScope(outer, inner)).toBe(expected);
  });
});

describe('an operator of several roles', () => {
  const of = (...permissions: Permission[]) => new Set(permissions);
  const sales = { ous: ['OU=Sales,DC=corp,DC=test'] };
  const it = { ous: ['OU=IT,DC=corp,DC=test'] };
  const who = { id: 'corp.test/1', name: 'carol' };

  test('has each permission where it was given, and nowhere else', () => {
    const operator = operatorOf(
      [
        { permissions: of('users.read'), scope: undefined },
        { permissions: of('users.read', 'users.unlock'), scope: sales },
      ],
      who,
    );
    expect(narrowTo(operator, 'users.unlock')).toMatchObject({
      scope: sales,
      permissions: of('users.read', 'users.unlock'),
    });
    // Whom reading reaches, not everybody may be unlocked.
    expect(narrowTo(operator, 'users.read')).toMatchObject({
      scope: undefined,
      permissions: of('users.read'),
    });
    expect(narrowTo(operator, 'audit.read')).toBeUndefined();
  });

  test('reaches with one permission what each of its roles reaches', () => {
    const permissions = of('users.unlock');
    const operator = operatorOf(
      [
        { permissions, scope: sales },
        { permissions, scope: it },
      ],
      who,
    );
    const narrowed = narrowTo(operator, 'users.unlock');
    expect(narrowed?.scope?.ous).toEqual([...sales.ous, ...it.ous]);
    expect(narrowed?.grants).toBeUndefined();
  });
});
