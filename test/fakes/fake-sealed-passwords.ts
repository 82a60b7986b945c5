import type { SealedPasswords } from '../../server/src/recovery/sealed-passwords.js';

type Entry = Parameters<SealedPasswords['store']>[0];

/** Keeps what was to be sealed, and can fail. */
export class FakeSealedPasswords implements SealedPasswords {
  readonly stored: (Omit<Entry, 'password'> & { password: string })[] = [];
  available = true;

  async store(entry: Entry): Promise<void> {
    if (!this.available) throw new Error('the store is away');
    this.stored.push({ ...entry, password: Buffer.from(entry.password).toString('utf8') });
  }
}
