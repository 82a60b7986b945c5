import { kindOf } from '../../../service/src/accounts/account-kind.js';
import { foreignAccount, typedAccount } from '../../../service/src/accounts/foreign-account.js';
import { NO_WINDOWS_ACCOUNTS } from '../../../service/src/accounts/windows-accounts.js';
import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';

const IN_DOMAIN = { name: 'PC-1', accountsSid: 'S-1-5-21-7-7-7', isInDomain: true };
const ALONE = { ...IN_DOMAIN, isInDomain: false };

describe('whose account is meant', () => {
  it.each([
    // By the SID of the tile, whatever its name says.
    ['S-1-5-21-7-7-7-1001', 'alice', 'local'],
    ['S-1-5-21-7-7-7-1001', 'CORP\\alice', 'local'],
    ['S-1-5-21-7-7-70-1001', '.\\alice', 'directory'],
    ['S-1-5-21-7-7-7', '.\\alice', 'directory'],
    ['S-1-12-1-1-2-3-4', 'alice', 'entra'],
    ['S-1-11-96-3623454863-58364-18864-2661722203-1597581903-1', 'a@outlook.com', 'microsoft'],
    ['S-1-5-21-1-2-3-1001', 'PC-1\\alice', 'directory'],
    // By what is typed.
    ['', '.\\alice', 'local'],
    ['', ' pc-1\\alice', 'local'],
    ['', 'PC-10\\alice', 'directory'],
    ['', 'CORP\\alice', 'directory'],
    ['', 'azuread\\alice@corp.test', 'entra'],
    ['', 'MicrosoftAccount\\a@outlook.com', 'microsoft'],
  ])('%s %s is %s', (sid, name, kind) => {
    expect(kindOf({ sid, name }, IN_DOMAIN)).toBe(kind);
    expect(kindOf({ sid, name }, ALONE)).toBe(kind);
  });

  it.each(['alice', 'alice@corp.test', '\\'.slice(1)])(
    '%j is a domain’s where the computer is in one, and may be local elsewhere',
    (name) => {
      expect(kindOf({ sid: '', name }, IN_DOMAIN)).toBe('directory');
      expect(kindOf({ sid: '', name }, ALONE)).toBe('unclear');
    },
  );

  it('is a directory’s, by SID, where the computer does not know its own', () => {
    const facts = { ...ALONE, accountsSid: undefined };
    expect(kindOf({ sid: 'S-1-5-21-7-7-7-1001', name: '.\\alice' }, facts)).toBe('directory');
  });

  it('takes no empty domain for the name of a computer that has none', () => {
    expect(kindOf({ sid: '', name: '\\alice' }, { ...ALONE, name: '' })).toBe('directory');
  });
});

describe('an account that no directory has', () => {
  const accounts = new FakeWindowsAccounts();
  const bob = accounts.add('bob', 1001);
  const find = async (name: string, sid = '') =>
    (await foreignAccount({ sid, name }, accounts))?.account;

  it.each([
    ['bob', '', 'local'],
    ['.\\bob', '', 'local'],
    ['PC-1\\bob', bob.sid, 'local'],
    ['AzureAD\\a@corp.test', '', 'entra'],
    ['MicrosoftAccount\\a@corp.test', '', 'microsoft'],
  ])('%s (%s) is %s', async (name, sid, kind) => {
    expect(await foreignAccount({ sid, name }, accounts)).toMatchObject({ kind });
  });

  it.each(['bob', '.\\BOB', 'pc-1\\bob'])('is found by %s', async (name) => {
    expect(await find(name)).toEqual(bob);
  });

  it('is found by its tile', async () => {
    expect(await find('whatever', bob.sid)).toEqual(bob);
  });

  it('that nobody has by a bare name is the server’s to refuse', async () => {
    expect(await find('nobody')).toBeUndefined();
  });

  it('that is named as one of this computer is one, whether it exists or not', async () => {
    expect(await find('.\\nobody')).toEqual({
      sid: 'S-1-0-0',
      netbiosDomain: 'PC-1',
      samAccountName: 'nobody',
    });
    expect(await find('AzureAD\\a@corp.test', 'S-1-12-1-1-2-3-4')).toEqual({
      sid: 'S-1-12-1-1-2-3-4',
      netbiosDomain: 'AzureAD',
      samAccountName: 'a@corp.test',
    });
  });

  it('does not exist where there is no Windows', async () => {
    for (const name of ['.\\bob', 'bob']) {
      const found = foreignAccount({ sid: '', name }, NO_WINDOWS_ACCOUNTS);
      expect((await found)?.account.sid).not.toBe(bob.sid);
    }
    expect(await foreignAccount({ sid: '', name: 'bob' }, NO_WINDOWS_ACCOUNTS)).toBeUndefined();
  });
});

test('what is typed goes to Windows as it is where nobody knows better', () => {
  expect(typedAccount({ sid: '', name: ' CORP\\alice ' })).toEqual({
    sid: 'S-1-0-0',
    netbiosDomain: 'CORP',
    samAccountName: 'alice',
  });
  expect(typedAccount({ sid: 'S-1-5-21-1-2-3-4', name: 'a@corp.test' })).toEqual({
    sid: 'S-1-5-21-1-2-3-4',
    netbiosDomain: '',
    samAccountName: 'a@corp.test',
  });
});
