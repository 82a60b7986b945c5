import { createHmac } from 'node:crypto';

import type { Random } from '../random.js';
import type { KeyPurpose, KeyStore, WrappedKey } from './key-store.js';
import { KeyringError } from './keyring.js';
import type { Keyring } from './keyring.js';
import { deriveKey, deriveWrappingKey } from './master-key.js';
import { KEY_BYTES, openBytes, sealBytes, versionOf } from './sealed-bytes.js';

/** Rows sealed again in one go: small, so that a stopped rotation has little to repeat. */
const ROTATION_BATCH = 100;

/** The keyring of one node: the keys are in memory, so that sealing and opening cost no round trip. */
export class DataKeyring implements Keyring {
  readonly #store: KeyStore;
  readonly #random: Random;
  readonly #wrappingKey: Uint8Array;
  readonly #dataKeys = new Map<number, Uint8Array>();
  readonly #macKeys = new Map<string, Uint8Array>();
  #newest = 0;
  #macSecret: Uint8Array | undefined;

  private constructor(store: KeyStore, masterKey: Uint8Array, random: Random) {
    this.#store = store;
    this.#random = random;
    this.#wrappingKey = deriveWrappingKey(masterKey);
  }

  /**
   * Unwraps the keys; makes the first ones at first use.
   * @throws KeyringError when the master key is not the one that wrapped them
   */
  static async open(store: KeyStore, masterKey: Uint8Array, random: Random): Promise<DataKeyring> {
    const keyring = new DataKeyring(store, masterKey, random);
    await keyring.refresh();
    if (keyring.#newest === 0) await keyring.#make('data', 1);
    if (keyring.#macSecret === undefined) await keyring.#make('mac', 1);
    // Another node may have been first: its keys count.
    await keyring.refresh();
    return keyring;
  }

  seal(plaintext: Uint8Array, associatedData: string): Uint8Array {
    const version = this.#newest;
    return sealBytes(
      { version, bytes: this.#require(version) },
      plaintext,
      associatedData,
      this.#random,
    );
  }

  open(sealed: Uint8Array, associatedData: string): Uint8Array {
    const version = versionOf(sealed);
    return openBytes({ version, bytes: this.#require(version) }, sealed, associatedData);
  }

  mac(purpose: string, data: Uint8Array): Uint8Array {
    let key = this.#macKeys.get(purpose);
    if (key === undefined) {
      if (this.#macSecret === undefined) throw new KeyringError('the keyring is not open');
      key = deriveKey(this.#macSecret, `gatehouse/keyring/mac/v1/${purpose}`);
      this.#macKeys.set(purpose, key);
    }
    return createHmac('sha256', key).update(data).digest();
  }

  async rotate(): Promise<number> {
    let made = false;
    while (!made) {
      await this.refresh();
      made = await this.#make('data', this.#newest + 1);
    }
    await this.refresh();
    const version = this.#newest;
    for (;;) {
      const rows = await this.#store.findSealedBefore(version, ROTATION_BATCH);
      if (rows.length === 0) return version;
      for (const row of rows) {
        const plaintext = this.open(row.sealed, row.associatedData);
        try {
          await row.replace(this.seal(plaintext, row.associatedData));
        } finally {
          plaintext.fill(0);
        }
      }
    }
  }

  async refresh(): Promise<void> {
    for (const key of await this.#store.list()) {
      if (key.purpose === 'mac') this.#macSecret ??= this.#unwrap(key);
      else if (!this.#dataKeys.has(key.version)) {
        this.#dataKeys.set(key.version, this.#unwrap(key));
        this.#newest = Math.max(this.#newest, key.version);
      }
    }
  }

  #require(version: number): Uint8Array {
    const key = this.#dataKeys.get(version);
    if (key === undefined) {
      throw new KeyringError(`there is no data key ${version}`, { reason: 'unknown-key' });
    }
    return key;
  }

  async #make(purpose: KeyPurpose, version: number): Promise<boolean> {
    const key = this.#random.bytes(KEY_BYTES);
    const wrapped = sealBytes(
      { version, bytes: this.#wrappingKey },
      key,
      bindingOf(purpose),
      this.#random,
    );
    key.fill(0);
    return this.#store.add({ purpose, version, wrapped });
  }

  #unwrap({ purpose, version, wrapped }: WrappedKey): Uint8Array {
    try {
      return openBytes({ version, bytes: this.#wrappingKey }, wrapped, bindingOf(purpose));
    } catch (cause) {
      throw new KeyringError(
        'the master key does not open the keyring of this database: it is the key of another installation, ' +
          'or the keyring was altered',
        { cause },
      );
    }
  }
}

function bindingOf(purpose: KeyPurpose): string {
  return `keyring/${purpose}`;
}
