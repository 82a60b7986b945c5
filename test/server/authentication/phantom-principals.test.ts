import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { PhantomPrincipals } from '../../../server/src/authentication/phantom-principals.js';
import type { Keyring } from '../../../server/src/keyring/keyring.js';

const keyring: Pick<Keyring, 'mac'> = {
  mac: (purpose, data) => createHmac('sha256', purpose).update(data).digest(),
};

describe('a name that nobody has', () => {
  const phantoms = new PhantomPrincipals(keyring as Keyring, 'corp.test');
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

  it.each(['zed2', 'OTHER\\zed', 'zed@other.test', 'CORP\\', '@corp.test', ''])(
    'is another principal when it is %j',
    (name) => {
      expect(phantoms.idOf(name)).not.toBe(phantoms.idOf('zed'));
    },
  );

  it('cannot be read from its id', () => {
    expect(phantoms.idOf('zed')).toMatch(/^phantom\/[0-9a-f]{40}$/);
  });
});
