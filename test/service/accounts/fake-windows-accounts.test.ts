import { FakeWindowsAccounts } from '../../fakes/fake-windows-accounts.js';
import { describeWindowsAccounts } from './windows-accounts-contract.js';

describeWindowsAccounts('FakeWindowsAccounts', () => {
  const accounts = new FakeWindowsAccounts();
  accounts.add('bob', 1001, ['S-1-5-32-544', 'S-1-5-32-545']);
  return {
    own: 'bob',
    lookUp: async (name) => {
      const found = (await accounts.find({ name })) ?? null;
      return {
        facts: await accounts.facts(),
        found,
        bySid: (found && (await accounts.find({ sid: found.sid }))) ?? null,
        groups: found === null ? [] : await accounts.groups(found),
        members: await accounts.members('S-1-5-32-544'),
        membersOfNone: await accounts.members('S-1-5-32-999'),
      };
    },
  };
});
