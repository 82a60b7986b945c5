import { DEFAULT_POLICY } from '@gatehouse/protocol';
import type { PasswordPolicy } from '@gatehouse/protocol';

import { Passwords } from '../../../server/src/administration/passwords.js';
import { FakeDirectory } from '../../fakes/fake-directory.js';

type Parts = ConstructorParameters<typeof Passwords>[0];

test('whoever tries passwords for somebody learns nothing of the ones that there were', async () => {
  const directory = new FakeDirectory();
  directory.add({ name: 'alice', password: 'x' });
  const asked: PasswordPolicy[] = [];
  const settings = { ...DEFAULT_POLICY, password: { ...DEFAULT_POLICY.password, history: 10 } };
  const passwords = new Passwords({
    directory,
    policies: { resolve: async () => ({ name: 'everyone', settings }) },
    passwords: {
      broken: async ({ policy }: { policy: PasswordPolicy }) => {
        asked.push(policy);
        return [];
      },
      strength: async () => ({ score: 4 }),
    },
  } as unknown as Parts);
  await passwords.try('alice', { password: 'Correct-Horse 7', occasion: 'change' });
  expect(asked).toMatchObject([{ history: 0, minimumLength: settings.password.minimumLength }]);
});
