import type {
  ProvenPassword,
  SealedPasswords,
} from '../../server/src/recovery/sealed-passwords.js';

/** The store of the database, that remembers what was to be sealed, and can fail. */
export class WatchedSealedPasswords implements SealedPasswords {
  readonly stored: (Omit<ProvenPassword, 'password'> & { password: string })[] = [];
  available = true;
  readonly #real: () => SealedPasswords;

  constructor(real: () => SealedPasswords) {
    this.#real = real;
  }

  async store(entry: ProvenPassword): Promise<void> {
    if (!this.available) throw new Error('the store is away');
    this.stored.push({ ...entry, password: Buffer.from(entry.password).toString('utf8') });
    await this.#real().store(entry);
  }

  list(principalId: string) {
    return this.#real().list(principalId);
  }

  newest(principalId: string, keyId: string) {
    return this.#real().newest(principalId, keyId);
  }

  has(principalId: string, keyId: string, generation: string) {
    return this.#real().has(principalId, keyId, generation);
  }
}
