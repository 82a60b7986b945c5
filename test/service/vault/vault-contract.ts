import { VaultError } from '../../../service/src/vault/vault.js';
import type { Vault } from '../../../service/src/vault/vault.js';

/** What every vault promises, run against each of them. */
export function describeVault(name: string, open: () => Vault | Promise<Vault>): void {
  describe(name, () => {
    it('opens what it sealed, whatever the length', async () => {
      const vault = await open();
      for (const length of [1, 31, 4096]) {
        const plaintext = new Uint8Array(length).fill(7);
        expect(Buffer.from(vault.open(vault.seal(plaintext, 'p'), 'p'))).toEqual(
          Buffer.from(plaintext),
        );
      }
    });

    it('does not open for another purpose', async () => {
      const vault = await open();
      const sealed = vault.seal(Buffer.from('secret'), 'one');
      expect(() => vault.open(sealed, 'two')).toThrow(VaultError);
    });

    it.each([
      [new Uint8Array(0)],
      [new Uint8Array(16)],
      [Buffer.from('not sealed by anybody at all')],
    ])('does not open what it did not seal', async (bytes) => {
      const vault = await open();
      expect(() => vault.open(bytes, 'p')).toThrow(VaultError);
    });
  });
}
