/**
 * The data keys of the server, wrapped by a master key. What it seals can be opened only with the same associated
 * data: the identity of the row that holds it.
 */
export interface Keyring {
  /** AES-256-GCM under the newest data key. The result names the key's version. */
  seal(plaintext: Uint8Array, associatedData: string): Uint8Array;
  /** @throws KeyringError when bytes, key or associated data do not fit. The caller wipes the result. */
  open(sealed: Uint8Array, associatedData: string): Uint8Array;
  /** HMAC-SHA-256 under a key for this purpose: phantom ids, hashes of sent codes. Stable over rotations. */
  mac(purpose: string, data: Uint8Array): Uint8Array;
  /** Makes a new data key the newest and seals everything again; resumable. Returns its version. */
  rotate(): Promise<number>;
  /** Learns the keys that other nodes made since. @see openSealed */
  refresh(): Promise<void>;
}

/** @see Keyring.open */
export class KeyringError extends Error {
  override readonly name = 'KeyringError';
  /**
   * `unknown-key`: sealed under a key that this node does not have yet, or never will. `unreadable`: altered, moved to
   * another row, or sealed under another keyring.
   */
  readonly reason: 'unknown-key' | 'unreadable';

  constructor(
    message: string,
    options: { reason?: 'unknown-key' | 'unreadable'; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.reason = options.reason ?? 'unreadable';
  }
}

/**
 * Opens what any node sealed: one that rotated the keyring a moment ago included.
 * @throws KeyringError
 */
export async function openSealed(
  keyring: Keyring,
  sealed: Uint8Array,
  associatedData: string,
): Promise<Uint8Array> {
  try {
    return keyring.open(sealed, associatedData);
  } catch (error) {
    if (!(error instanceof KeyringError) || error.reason !== 'unknown-key') throw error;
    await keyring.refresh();
    return keyring.open(sealed, associatedData);
  }
}
