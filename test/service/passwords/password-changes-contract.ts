import type { PasswordChanges } from '../../../service/src/passwords/password-changes.js';

export const CONTRACT_OLD = 'the old hörse 1';
const NEW = 'a new hörse 2 🐴';
const ALICE = { domain: 'CORP', name: 'alice' };

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

/**
 * What everything that changes passwords promises. `open` gives one whose domain has CORP\alice with
 * {@link CONTRACT_OLD}, and takes no password of fewer than seven characters.
 */
export function describePasswordChanges(
  name: string,
  open: () => PasswordChanges | Promise<PasswordChanges>,
): void {
  describe(name, () => {
    const change = async (changes: PasswordChanges, from: string, to: string, account = ALICE) =>
      changes.change(account, bytes(from), bytes(to));

    it('changes a password, which is the only one from then on', async () => {
      const changes = await open();
      expect(await change(changes, CONTRACT_OLD, NEW)).toEqual({ outcome: 'changed' });
      expect(await change(changes, CONTRACT_OLD, 'a third horse 3')).toEqual({ outcome: 'wrong' });
      expect(await change(changes, NEW, 'a third horse 3')).toEqual({ outcome: 'changed' });
    });

    it('changes nothing for a wrong one, and tells nobody whether there is such an account', async () => {
      const changes = await open();
      const nobody = { domain: 'CORP', name: 'nobody' };
      expect(await change(changes, 'not it', NEW)).toEqual({ outcome: 'wrong' });
      expect(await change(changes, CONTRACT_OLD, NEW, nobody)).toEqual({ outcome: 'wrong' });
      expect(await change(changes, CONTRACT_OLD, NEW)).toEqual({ outcome: 'changed' });
    });

    it('says which rule a new one breaks, and changes nothing', async () => {
      const changes = await open();
      expect(await change(changes, CONTRACT_OLD, 'short')).toEqual({
        outcome: 'rejected',
        rule: 'password.length',
      });
      expect(await change(changes, CONTRACT_OLD, CONTRACT_OLD)).toEqual({
        outcome: 'rejected',
        rule: 'password.history',
      });
      expect(await change(changes, CONTRACT_OLD, NEW)).toEqual({ outcome: 'changed' });
    });

    it('leaves what it was given to its caller', async () => {
      const changes = await open();
      const [from, to] = [bytes(CONTRACT_OLD), bytes(NEW)];
      await changes.change(ALICE, from, to);
      expect([from, to]).toEqual([bytes(CONTRACT_OLD), bytes(NEW)]);
    });
  });
}
