/** Port: protects the workstation's secrets at rest. What it protects from is the adapter's to say. */
export interface Vault {
  /**
   * `purpose` is bound into the protection: bytes sealed for one open for no other.
   * @throws VaultUnavailableError
   */
  seal(plaintext: Uint8Array, purpose: string): Uint8Array;
  /**
   * @throws VaultError when these bytes are not this vault's
   * @throws VaultUnavailableError when nothing is known of the bytes
   */
  open(sealed: Uint8Array, purpose: string): Uint8Array;
}

/** The bytes were sealed elsewhere or for another purpose, or were changed: nobody will ever open them here. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** The vault could not be asked. It says nothing of the bytes: whoever keeps them goes on keeping them. */
export class VaultUnavailableError extends Error {
  override readonly name = 'VaultUnavailableError';
}
