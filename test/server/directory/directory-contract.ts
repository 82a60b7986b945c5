import { describe, expect, test } from '@jest/globals';

import type { AccessScope } from '../../../protocol/src/http/access.js';
import { PasswordGeneration, Sid } from '../../../protocol/src/http/account.js';
import { DirectoryUnavailableError } from '../../../server/src/directory/directory.js';
import type { Directory } from '../../../server/src/directory/directory.js';

/** What the contract needs of a directory: a few users, each with the password {@link CONTRACT_PASSWORD}. */
export interface ContractSubject {
  directory: Directory;
  netbiosDomain: string;
}

export const CONTRACT_PASSWORD = 'Grüße, Passw0rd!';
/** 20 characters, the most that Windows has for a name, and one with umlauts. */
export const CONTRACT_USERS = ['alice', 'a-name-of-20-letters', 'jürgen.müßig'];

const RIGHT = Buffer.from(CONTRACT_PASSWORD);
const WRONG = Buffer.from('not the password');

/** What every directory keeps to, the one in memory that other tests use included. */
export function describeDirectoryContract(name: string, subject: () => ContractSubject): void {
  describe(`${name}, as every directory`, () => {
    const find = async (typed: string) => subject().directory.find(typed);

    test.each(CONTRACT_USERS)('finds %s by all forms of the name, in any case', async (user) => {
      const { directory, netbiosDomain } = subject();
      const forms = [
        user,
        user.toUpperCase().replace('SS', 'ß'),
        `${netbiosDomain}\\${user}`,
        `${netbiosDomain.toLowerCase()}\\${user.toUpperCase().replace('SS', 'ß')}`,
        `${user}@${directory.realm}`,
        `${user}@${directory.realm.toUpperCase()}`,
        `  ${user} `,
        user.normalize('NFD'),
      ];
      for (const form of forms) {
        const account = await find(form);
        expect([form, account?.samAccountName]).toEqual([form, user]);
      }
      for (const form of [user.toUpperCase().replace('SS', 'ß'), user.normalize('NFD')]) {
        expect(directory.fold(form)).toBe(directory.fold(user));
      }
    });

    test('R36: whichever name is typed, the account has one id, the realm and its own', async () => {
      const { directory, netbiosDomain } = subject();
      const forms = ['ALICE', `${netbiosDomain}\\alice`, `alice@${directory.realm}`];
      const accounts = await Promise.all(forms.map(find));
      const ids = new Set(accounts.map((account) => account?.principalId));
      expect(ids.size).toBe(1);
      expect([...ids][0]).toMatch(new RegExp(`^${directory.realm}/[0-9a-f-]{36}$`));
    });

    test('R36: the id finds the account again, and finds nobody when it is anything else', async () => {
      const { directory } = subject();
      for (const user of CONTRACT_USERS) {
        const account = await find(user);
        expect(await directory.findById(account!.principalId)).toEqual(account);
      }
      const { principalId } = (await find('alice'))!;
      const own = principalId.slice(directory.realm.length + 1);
      for (const other of [
        '',
        'alice',
        own,
        `/${own}`,
        `elsewhere.test/${own}`,
        `${directory.realm}.${own}`,
        `${principalId}/`,
        `${principalId} `,
        `${directory.realm}/*`,
        `${directory.realm}/00000000-0000-0000-0000-000000000000`,
        `${directory.realm}/${'f'.repeat(300)}`,
        `phantom/${own}`,
      ]) {
        expect([other, await directory.findById(other)]).toEqual([other, undefined]);
      }
    });

    test('an account says which password it has, in decimal digits, and that it may be used', async () => {
      for (const user of CONTRACT_USERS) {
        const account = await find(user);
        expect(PasswordGeneration.safeParse(account?.passwordGeneration).success).toBe(true);
        expect(account?.disabled).toBeUndefined();
        expect(account?.expiresAt).toBeUndefined();
      }
    });

    test('an account carries what Windows needs', async () => {
      const { directory, netbiosDomain } = subject();
      const account = await find('alice');
      expect(account).toMatchObject({ realm: directory.realm, netbiosDomain });
      expect(Sid.safeParse(account?.sid).success).toBe(true);
    });

    test.each([
      ['a wildcard', '*'],
      ['a wildcard at the end', 'ali*'],
      ['the end of a filter', 'alice)(objectClass=*'],
      ['a filter that is always true', '*)(|(cn=*'],
      ['an escape', String.raw`alice\2a`],
      ['a null byte', 'alice\0'],
      ['a line end', 'alice\r\n'.concat('x')],
      ['a lone surrogate', 'alice\ud800'],
      ['SQL', "alice' OR '1'='1"],
      ['another domain', String.raw`ELSEWHERE\alice`],
      ['another realm', 'alice@elsewhere.test'],
      ['only a domain', 'CORP\\'],
      ['only a realm', '@corp.test'],
      ['nothing', ''],
      ['blanks', '   '],
      ['300 bytes (R41)', 'a'.repeat(300)],
      ['300 bytes of umlauts (R41)', 'ü'.repeat(150)],
      ['a name that nobody has', 'nobody-of-that-name'],
    ])('finds nobody for %s', async (_name, typed) => {
      expect(await find(typed)).toBeUndefined();
    });

    test.each(CONTRACT_USERS)(
      'the right password of %s is right, others are wrong',
      async (user) => {
        const { directory } = subject();
        const account = await find(user);
        expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
        expect(await directory.verifyPassword(account, WRONG)).toBe('wrong');
        const upper = Buffer.from(CONTRACT_PASSWORD.toUpperCase());
        expect(await directory.verifyPassword(account, upper)).toBe('wrong');
        expect(await directory.verifyPassword(account, RIGHT.subarray(0, -1))).toBe('wrong');
        expect(await directory.verifyPassword(account, Buffer.concat([RIGHT, WRONG]))).toBe(
          'wrong',
        );
      },
    );

    test.each([
      ['300 bytes (R41)', Buffer.from('p'.repeat(300))],
      ['what is not UTF-8', Buffer.from([0xff, 0xfe, 0xc3])],
      ['a null byte', Buffer.from([0])],
    ])('a password of %s is wrong', async (_name, password) => {
      const { directory } = subject();
      expect(await directory.verifyPassword(await find('alice'), password)).toBe('wrong');
    });

    test('R38: every password is wrong for nobody', async () => {
      expect(await subject().directory.verifyPassword(undefined, RIGHT)).toBe('wrong');
    });

    test('the password is left as it was handed over', async () => {
      const password = Buffer.from(CONTRACT_PASSWORD);
      await subject().directory.verifyPassword(await find('alice'), password);
      expect(password.equals(RIGHT)).toBe(true);
    });

    const search = async (text: string, limit = 50, scope?: AccessScope) => {
      const { directory } = subject();
      const { accounts, ...rest } = await directory.search({ text, limit, scope });
      // Of several realms, those of the one that the contract is about.
      const own = accounts.filter(({ realm }) => realm === directory.realm);
      return { names: own.map(({ samAccountName }) => samAccountName).toSorted(), ...rest };
    };

    test.each(CONTRACT_USERS)('a search finds %s by the beginning of the name', async (user) => {
      for (const text of [user, user.slice(0, 3).toUpperCase(), ` ${user.slice(0, 4)}`]) {
        const { names, away } = await search(text.replace('SS', 'ß'));
        expect([text, names, away]).toEqual([text, expect.arrayContaining([user]), []]);
      }
    });

    test('a search finds the account that the name finds', async () => {
      const { directory } = subject();
      const { accounts } = await directory.search({ text: 'alice', limit: 50 });
      expect(accounts.filter(({ realm }) => realm === directory.realm)).toEqual([
        await find('alice'),
      ]);
    });

    test('less than three characters are a whole name', async () => {
      expect(await search('al')).toEqual({ names: [], more: false, away: [] });
      expect(await search('a')).toEqual({ names: [], more: false, away: [] });
    });

    test('a search gives no more than was asked for, and says that there are more', async () => {
      const { directory } = subject();
      expect(await search('a-name', 1)).toMatchObject({
        names: ['a-name-of-20-letters'],
        more: false,
      });
      // The suffix of all of them begins with nothing that the name does: this is about how many, not about whom.
      const all = await directory.search({ text: 'a-n', limit: 50 });
      expect(all.more).toBe(false);
    });

    test.each([
      ['a wildcard', '***'],
      ['a wildcard within', 'ali*ce'],
      ['a wildcard at the end', 'ali*'],
      ['an escaped wildcard', String.raw`ali\2a`],
      ['the end of a filter', 'alice)(objectClass=*'],
      ['a filter that is always true', '*)(|(cn=*'],
      ['an escape', String.raw`\61lice`],
      ['a null byte', 'alice\0'],
      ['a line end', 'alice\r\nx'],
      ['a lone surrogate', 'alice\ud800'],
      ['SQL', "alice' OR '1'='1"],
      ['wildcards of SQL', 'ali%'],
      ['a wildcard of SQL', 'alic_'],
      ['nothing', ''],
      ['blanks', '    '],
      ['300 characters (R41)', 'a'.repeat(300)],
      ['4 000 characters', 'alice'.repeat(800)],
      ['the SID of nobody', 'S-1-5-21-1-2-3-4294967295'],
      ['a SID that is none', `S-1-999999999999999-99999`],
      ['the SID of people without Windows accounts', 'S-1-0-0'],
      ['a name that nobody has', 'nobody-of-that-name'],
    ])('a search finds nobody for %s', async (_name, text) => {
      expect(await search(text)).toEqual({ names: [], more: false, away: [] });
    });

    test('a search finds by SID where there are SIDs, whole and not by a part', async () => {
      const { sid } = (await find('alice'))!;
      const wanted = sid === 'S-1-0-0' ? [] : ['alice'];
      expect((await search(sid)).names).toEqual(wanted);
      expect((await search(sid.toLowerCase())).names).toEqual(wanted);
      expect((await search(sid.slice(0, -1))).names).toEqual([]);
    });

    test('a search stays within its scope', async () => {
      const { realm } = subject().directory;
      expect((await search('alice', 50, { realms: [realm.toUpperCase()] })).names).toEqual([
        'alice',
      ]);
      for (const scope of [
        { realms: ['elsewhere.test'] },
        { ous: ['ou=elsewhere,dc=elsewhere,dc=test'] },
        { ous: ['ou=gone,dc=corp,dc=test', 'ou=gone,dc=people,dc=test'] },
        { ous: ['no name at all'] },
        { ous: [], realms: [] },
        {},
      ]) {
        expect([scope, (await search('alice', 50, scope)).names]).toEqual([scope, []]);
      }
      const { distinguishedName } = (await find('alice'))!;
      if (distinguishedName === undefined) return;
      const container = distinguishedName.slice(distinguishedName.indexOf(',') + 1);
      const scope = { ous: [container.toUpperCase(), container, distinguishedName] };
      expect((await search('alice', 50, scope)).names).toEqual(['alice']);
      expect((await search('jürgen', 50, { ous: [distinguishedName] })).names).toEqual([]);
    });

    test('an account says how it stands', async () => {
      const { directory } = subject();
      const state = await directory.state((await find('alice'))!);
      expect(state).toMatchObject({ disabled: false, mustChangePassword: false });
      expect(state.lockout).toBeUndefined();
      const gone = { ...(await find('alice'))!, sid: 'S-1-5-21-1-2-3-4294967295' };
      const principalId = `${directory.realm}/00000000-1111-4222-8333-444444444444`;
      await expect(directory.state({ ...gone, principalId })).rejects.toThrow(
        DirectoryUnavailableError,
      );
    });

    test('groups, probe and test answer', async () => {
      const { directory } = subject();
      const account = await find('alice');
      expect(Array.isArray(await directory.groups(account!))).toBe(true);
      await directory.probe();
      expect(await directory.test()).toMatchObject({ ok: true });
    });
  });
}

/** Whose passwords the contract for writing changes; each has {@link CONTRACT_PASSWORD} and nothing else to do. */
export const CONTRACT_WRITTEN_USERS = ['gets-reset', 'gets-changed', 'stays-as-it-is'];

const NEXT = Buffer.from('Täglich neue Wörter 7!');

/** What every directory keeps to whose service account may reset passwords and unlock. */
export function describePasswordContract(name: string, subject: () => { directory: Directory }) {
  describe(`${name}, as every directory that may be written`, () => {
    const findKnown = async (user: string) => {
      const account = await subject().directory.find(user);
      if (account === undefined) throw new Error(`there is no ${user}`);
      return account;
    };

    test('says what it demands of a password', async () => {
      const rules = await subject().directory.passwordRules(await findKnown('gets-reset'));
      expect(Object.values(rules).map((value) => typeof value)).toEqual(
        expect.arrayContaining(['number', 'boolean']),
      );
      expect(rules.minimumLength).toBeGreaterThanOrEqual(0);
      expect(rules.minimumAgeSeconds).toBeGreaterThanOrEqual(0);
    });

    test('an account that nobody locked is not locked, and unlocking it is nothing', async () => {
      const { directory } = subject();
      expect(await directory.lockout(await findKnown('stays-as-it-is'))).toBeUndefined();
      expect(await directory.unlock(await findKnown('stays-as-it-is'))).toBe('unlocked');
    });

    test('after a reset the new password is right and the old one is wrong', async () => {
      const { directory } = subject();
      const account = await findKnown('gets-reset');
      expect(await directory.resetPassword(account, NEXT)).toEqual({ outcome: 'accepted' });
      expect(await directory.verifyPassword(account, NEXT)).toBe('right');
      expect(await directory.verifyPassword(account, RIGHT)).toBe('wrong');
      const { passwordGeneration: generation } = await findKnown('gets-reset');
      expect(BigInt(generation ?? 0)).toBeGreaterThan(BigInt(account.passwordGeneration ?? 0));
    });

    test('a change needs the old password, and is the same as a reset from then on', async () => {
      const { directory } = subject();
      const account = await findKnown('gets-changed');
      expect(await directory.changePassword(account, WRONG, NEXT)).toEqual({ outcome: 'wrong' });
      expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
      expect(await directory.changePassword(account, RIGHT, NEXT)).toEqual({ outcome: 'accepted' });
      expect(await directory.verifyPassword(account, NEXT)).toBe('right');
      expect(await directory.verifyPassword(account, RIGHT)).toBe('wrong');
    });

    test.each([
      ['an empty one (R26)', Buffer.alloc(0), 'length'],
      ['what is not UTF-8', Buffer.from([0xff, 0xfe, 0xc3]), 'other'],
    ])('%s is refused as a new password', async (_name, password, rule) => {
      const { directory } = subject();
      const account = await findKnown('stays-as-it-is');
      expect(await directory.resetPassword(account, password)).toEqual({
        outcome: 'rejected',
        rule,
      });
      const change = await directory.changePassword(account, RIGHT, password);
      expect(change).toEqual({ outcome: 'rejected', rule });
      expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    });

    test('R29: an account whose id is not the one that was found is not written', async () => {
      const { directory } = subject();
      const account = await findKnown('stays-as-it-is');
      const other = {
        ...account,
        principalId: `${directory.realm}/00000000-1111-4222-8333-444444444444`,
      };
      await expect(directory.resetPassword(other, NEXT)).rejects.toThrow(DirectoryUnavailableError);
      expect(await directory.verifyPassword(account, RIGHT)).toBe('right');
    });

    test('passwords are left as they were handed over', async () => {
      const [old, next] = [Buffer.from(WRONG), Buffer.from(NEXT)];
      await subject().directory.changePassword(await findKnown('stays-as-it-is'), old, next);
      expect([old.equals(WRONG), next.equals(NEXT)]).toEqual([true, true]);
    });
  });
}
