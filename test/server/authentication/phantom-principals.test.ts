import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { PhantomPrincipals } from '../../../server/src/authentication/phantom-principals.js';
import { foldName, foldWidely } from '../../../server/src/directory/principal-name.js';
import type { Keyring } from '../../../server/src/keyring/keyring.js';

const keyring: Pick<Keyring, 'mac'> = {
  mac: (purpose, data) => createHmac('sha256', purpose).update(data).digest(),
};

const directory = { realm: 'corp.test', fold: foldWidely, realmOf: () => 'corp.test' };

describe('a name that nobody has', () => {
  const phantoms = new PhantomPrincipals(keyring as Keyring, directory);
  phantoms.learn({
    principalId: 'corp.test/1',
    realm: 'corp.test',
    sid: 'S-1-5-21-1',
    netbiosDomain: 'HQ',
    samAccountName: 'alice',
    userPrincipalName: 'alice@mail.test',
  });

  it.each([
    'zed',
    'ZED',
    ' zed ',
    'CORP\\zed',
    'corp.test\\Zed',
    'hq\\zed',
    'zed@corp.test',
    'zed@MAIL.test',
  ])('R36: is one principal when it is spelt %j', (name) => {
    expect(phantoms.idOf(name)).toBe(phantoms.idOf('zed'));
  });

  it.each([
    ['a diacritic', 'zeé zed', 'Zee zed'],
    ['a decomposed one', 'ze\u0301 zed', 'ze zed'],
    ['width', 'ｚｅｅ\u3000ｚｅｄ', 'zee zed'],
    ['inner white space', 'zee   zed', 'zee zed'],
    ['a space that is not one', 'zee\u00a0zed', 'zee zed'],
    ['half-width kana', 'ｶﾞｷ', 'カキ'],
    ['a ligature', 'ﬁnn', 'finn'],
    ['a diacritic, in another domain', 'zéd@other.test', 'ZED@other.test'],
    ['a diacritic, in its domain', 'CORP\\zéd', 'zed'],
  ])(
    'R38: is one principal, as a user would be, in spellings that differ in %s',
    (_, one, other) => {
      expect(phantoms.idOf(one)).toBe(phantoms.idOf(other));
    },
  );

  it('is as many principals as a directory that tells spellings apart would have users', () => {
    const strict = new PhantomPrincipals(keyring as Keyring, { ...directory, fold: foldName });
    expect(strict.idOf('zéd')).not.toBe(strict.idOf('zed'));
    expect(strict.idOf('ZÉD')).toBe(strict.idOf('zéd'));
  });

  it.each(['zed2', 'OTHER\\zed', 'zed@other.test', 'CORP\\', '@corp.test', ''])(
    'is another principal when it is %j',
    (name) => {
      expect(phantoms.idOf(name)).not.toBe(phantoms.idOf('zed'));
    },
  );

  it('is another principal in another realm, and one whichever of its names that has', () => {
    const realmOf = (typed: string) =>
      /^people\\|@people\.test$/i.test(typed) ? 'people.test' : 'corp.test';
    const several = new PhantomPrincipals(keyring as Keyring, { ...directory, realmOf });
    expect(several.idOf('PEOPLE\\zed')).toBe(several.idOf('Zed@people.test'));
    expect(several.idOf('PEOPLE\\zed')).not.toBe(several.idOf('zed'));
    expect(several.idOf('corp\\zed')).toBe(several.idOf('zed'));
  });

  it('cannot be read from its id', () => {
    expect(phantoms.idOf('zed')).toMatch(/^phantom\/[0-9a-f]{40}$/);
  });
});
