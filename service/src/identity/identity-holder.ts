import type { ServerKeys } from '@gatehouse/protocol';

import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import { VaultUnavailableError } from '../vault/vault.js';
import type { IdentityStore, StoredIdentity } from './identity-store.js';

/**
 * The identity that the running service uses. Follows the file, because `gatehouse-service join` in another process
 * replaces it.
 */
export class IdentityHolder {
  readonly #store: IdentityStore;
  readonly #logger: Logger;
  #version: string | undefined;
  #identity: StoredIdentity | undefined;
  /** So that it is logged once. */
  #isVaultAway = false;

  constructor(store: IdentityStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** The identity as the file has it now; undefined before the workstation joined, or when the file is unreadable. */
  current(): StoredIdentity | undefined {
    const version = this.#store.version();
    if (version === this.#version) return this.#identity;
    try {
      this.#identity = this.#store.load();
      this.#version = version;
      this.#isVaultAway = false;
      const workstationId = this.#identity?.workstationId;
      if (workstationId !== undefined) this.#logger.info('identity.loaded', { workstationId });
    } catch (error) {
      this.#identity = undefined;
      // Nothing is known of the file: the next one who asks has it read again.
      const isVaultAway = error instanceof VaultUnavailableError;
      if (!isVaultAway) this.#version = version;
      if (isVaultAway && this.#isVaultAway) return undefined;
      this.#isVaultAway = isVaultAway;
      this.#logger.error('identity.unreadable', { reason: codeOf(error), detail: detailOf(error) });
    }
    return this.#identity;
  }

  /** Keeps newer keys of the server. The caller has verified them against the present ones. */
  update(identity: StoredIdentity, serverKeys: ServerKeys): void {
    // Asked of the file: a join in another process may have replaced it while the keys were on their way.
    if (identity !== this.current()) return;
    this.#store.save({ ...identity, serverKeys });
    this.#logger.info('identity.keys-updated', { version: String(serverKeys.version) });
    this.current();
  }
}
