import { VaultError, VaultUnavailableError } from '../../service/src/vault/vault.js';
import type { Vault } from '../../service/src/vault/vault.js';

/** Protects nothing, but keeps the port's promises. */
export class FakeVault implements Vault {
  /** While it is, it cannot be asked. */
  isAway = false;

  seal(plaintext: Uint8Array, purpose: string): Uint8Array {
    this.#require();
    return Buffer.from(JSON.stringify([purpose, Buffer.from(plaintext).toString('hex')]));
  }

  open(sealed: Uint8Array, purpose: string): Uint8Array {
    this.#require();
    let parsed: unknown;
    try {
      parsed = JSON.parse(Buffer.from(sealed).toString('utf8'));
    } catch (cause) {
      throw new VaultError('not sealed here', { cause });
    }
    if (!Array.isArray(parsed) || parsed[0] !== purpose || typeof parsed[1] !== 'string') {
      throw new VaultError('sealed for another purpose');
    }
    return Buffer.from(parsed[1], 'hex');
  }

  #require(): void {
    if (this.isAway) throw new VaultUnavailableError('nobody answers');
  }
}
