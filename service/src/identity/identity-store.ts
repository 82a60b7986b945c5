import { readFileSync, statSync } from 'node:fs';

import { ServerKeys, WorkstationId } from '@gatehouse/protocol';
import { z } from 'zod';

import { replacePrivateFile } from '../files/replace-file.js';
import { VaultUnavailableError } from '../vault/vault.js';
import type { Vault } from '../vault/vault.js';
import type { Identity } from './identity.js';
import { SoftwareSigningKey } from './signing-key.js';

/** The file is there, but is not ours to read: damaged, of a newer version, or sealed on another machine. */
export class IdentityStoreError extends Error {
  override readonly name = 'IdentityStoreError';
}

/** The identity is of another computer: this one is a clone of it, or was renamed. */
export class ForeignIdentityError extends IdentityStoreError {
  readonly code = 'identity.foreign';
}

const PURPOSE = 'workstation-identity';
const MAX_FILE_BYTES = 256 * 1024;

/** The outside says only how to read the inside; the inside is sealed as a whole, so that no pin can be changed. */
const Envelope = z.strictObject({ format: z.literal(1), sealed: z.base64() });

const Contents = z.strictObject({
  workstationId: WorkstationId,
  serverUrl: z.url({ protocol: /^https$/ }),
  serverKeys: ServerKeys,
  /** A key in a TPM adds a kind here. */
  signingKey: z.strictObject({ kind: z.literal('software'), pkcs8: z.base64() }),
  joinedAt: z.iso.datetime(),
  /** {@link fingerprintOf} the computer that joined. */
  machine: z.string().max(64),
});

export interface StoredIdentity extends Identity {
  signingKey: SoftwareSigningKey;
  joinedAt: string;
}

/** Keeps the workstation's identity in one file, for one computer. */
export class IdentityStore {
  readonly path: string;
  readonly #vault: Vault;
  readonly #machine: string;

  /** @param machine {@link fingerprintOf} this computer */
  constructor(path: string, vault: Vault, machine: string) {
    this.path = path;
    this.#vault = vault;
    this.#machine = machine;
  }

  /** What changes whenever the file is replaced; undefined when there is none. */
  version(): string | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? undefined : `${stats.mtimeNs}:${stats.ino}:${stats.size}`;
  }

  /**
   * The identity, or undefined before the workstation joined.
   * @throws ForeignIdentityError when the file came with the image of another computer's disk
   * @throws IdentityStoreError
   * @throws VaultUnavailableError when nothing is known of what the file holds
   */
  load(): StoredIdentity | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.size > MAX_FILE_BYTES) throw new IdentityStoreError('the identity file is too large');
    let opened: Buffer;
    try {
      const { sealed } = Envelope.parse(JSON.parse(readFileSync(this.path, 'utf8')));
      opened = Buffer.from(this.#vault.open(Buffer.from(sealed, 'base64'), PURPOSE));
    } catch (cause) {
      if (cause instanceof VaultUnavailableError) throw cause;
      throw new IdentityStoreError('the identity file cannot be opened: join again', { cause });
    }
    try {
      const { signingKey, machine, ...contents } = Contents.parse(
        JSON.parse(opened.toString('utf8')),
      );
      if (machine !== this.#machine) {
        throw new ForeignIdentityError(
          'the identity is of another computer, or of this one under another name: join again',
        );
      }
      const key = SoftwareSigningKey.import(Buffer.from(signingKey.pkcs8, 'base64'));
      return { ...contents, signingKey: key };
    } catch (cause) {
      if (cause instanceof ForeignIdentityError) throw cause;
      throw new IdentityStoreError('the identity file is damaged: join again', { cause });
    } finally {
      opened.fill(0);
    }
  }

  /** Whether the file is another computer's. False where that is not known. */
  isForeign(): boolean {
    try {
      this.load();
      return false;
    } catch (error) {
      return error instanceof ForeignIdentityError;
    }
  }

  save(identity: StoredIdentity): void {
    const pkcs8 = Buffer.from(identity.signingKey.export());
    const contents = Buffer.from(
      JSON.stringify({
        ...identity,
        machine: this.#machine,
        signingKey: { kind: 'software', pkcs8: pkcs8.toString('base64') },
      } satisfies z.input<typeof Contents>),
      'utf8',
    );
    try {
      const sealed = Buffer.from(this.#vault.seal(contents, PURPOSE)).toString('base64');
      replacePrivateFile(this.path, Buffer.from(JSON.stringify({ format: 1, sealed }), 'utf8'));
    } finally {
      pkcs8.fill(0);
      contents.fill(0);
    }
  }
}
