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
});

export interface StoredIdentity extends Identity {
  signingKey: SoftwareSigningKey;
  joinedAt: string;
}

/** Keeps the workstation's identity in one file. */
export class IdentityStore {
  readonly path: string;
  readonly #vault: Vault;

  constructor(path: string, vault: Vault) {
    this.path = path;
    this.#vault = vault;
  }

  /** What changes whenever the file is replaced; undefined when there is none. */
  version(): string | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? undefined : `${stats.mtimeNs}:${stats.ino}:${stats.size}`;
  }

  /**
   * The identity, or undefined before the workstation joined.
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
      const { signingKey, ...contents } = Contents.parse(JSON.parse(opened.toString('utf8')));
      const key = SoftwareSigningKey.import(Buffer.from(signingKey.pkcs8, 'base64'));
      return { ...contents, signingKey: key };
    } catch (cause) {
      throw new IdentityStoreError('the identity file is damaged: join again', { cause });
    } finally {
      opened.fill(0);
    }
  }

  save(identity: StoredIdentity): void {
    const pkcs8 = Buffer.from(identity.signingKey.export());
    const contents = Buffer.from(
      JSON.stringify({
        ...identity,
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
