import type { Account } from '@gatehouse/protocol';

import type { ComputerFacts } from '../../../service/src/accounts/windows-accounts.js';

/** What one look at an account by name finds. */
export interface LookedUp {
  facts: ComputerFacts;
  found: Account | null;
  /** The same account, found by the SID that it has. */
  bySid: Account | null;
  groups: readonly string[];
  /** Of `S-1-5-32-544`, and of a group that is none. */
  members: readonly string[];
  membersOfNone: readonly string[];
}

/** The promises of `WindowsAccounts`. `own` is the name of an account of the computer, without its domain. */
export function describeWindowsAccounts(
  name: string,
  setUp: () => { own: string; lookUp: (name: string) => Promise<LookedUp> | LookedUp },
): void {
  describe(`${name} keeps the promises of accounts of Windows`, () => {
    it('finds an account of this computer by every name of it, and by its SID', async () => {
      const { own, lookUp } = setUp();
      const { facts, found, bySid } = await lookUp(`.\\${own}`);
      expect(facts.name).not.toBe('');
      expect(found?.samAccountName.toUpperCase()).toBe(own.toUpperCase());
      expect(bySid).toEqual(found);
      // Windows ignores case besides; Wine does not.
      for (const typed of [own, `${facts.name}\\${own}`]) {
        expect((await lookUp(typed)).found).toEqual(found);
      }
    }, 120_000);

    it('finds nobody where there is nobody', async () => {
      const { lookUp } = setUp();
      for (const typed of ['.\\no-such-account', 'no-such-account', 'NO-SUCH-PC\\nobody', '']) {
        expect((await lookUp(typed)).found).toBeNull();
      }
    }, 120_000);

    it('gives groups, and who is in them, as SIDs', async () => {
      const { own, lookUp } = setUp();
      const { groups, members, membersOfNone } = await lookUp(own);
      expect(membersOfNone).toEqual([]);
      for (const sid of [...groups, ...members]) expect(sid).toMatch(/^S-1-\d+(-\d+)+$/);
    }, 60_000);
  });
}
