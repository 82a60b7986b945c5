import { hashRaw } from '@node-rs/argon2';

import { Deadline } from '../../directory/deadline.js';
import { PASSWORD_HASH_COST } from '../../directory/local/password-hasher.js';
import { Turnstile } from '../../directory/turnstile.js';
import type { Keyring } from '../../keyring/keyring.js';

const SALT_BYTES = 16;
const QUEUE_LIMIT = 64;
const TIMEOUT_MS = 5_000;

/**
 * Names passwords of a person so that the same one is recognised: a MAC of the keyring over Argon2id with a salt of the
 * person's own. One evaluation compares with any number of earlier ones. A stolen database alone says nothing, and with
 * the keyring every guess costs what it costs at a password hash.
 */
export class PasswordTags {
  readonly #keyring: Keyring;
  readonly #turnstile: Turnstile;

  /** @param concurrency how many are computed at once: each needs its own memory */
  constructor(keyring: Keyring, concurrency: number) {
    this.#keyring = keyring;
    this.#turnstile = new Turnstile(concurrency, QUEUE_LIMIT);
  }

  /**
   * @param password UTF-8; the caller wipes it
   * @throws DirectoryUnavailableError when too many are wanted at once
   */
  tagOf(principalId: string, password: Uint8Array): Promise<Uint8Array> {
    return this.#turnstile.run(new Deadline(TIMEOUT_MS), async () => {
      const owner = Buffer.from(principalId);
      const salt = this.#keyring.mac('password-history-salt', owner).slice(0, SALT_BYTES);
      // Keyboards differ in how they spell an umlaut.
      const bytes = Buffer.from(Buffer.from(password).toString('utf8').normalize('NFC'));
      const hash = await hashRaw(bytes, { ...PASSWORD_HASH_COST, salt });
      bytes.fill(0);
      const bound = Buffer.concat([Buffer.from(`${principalId}\n`), hash]);
      try {
        return this.#keyring.mac('password-history', bound);
      } finally {
        hash.fill(0);
        bound.fill(0);
      }
    });
  }
}
