/** Port: protects the workstation's secrets at rest. What it protects from is the adapter's to say. */
export interface Vault {
  /** `purpose` is bound into the protection: bytes sealed for one open for no other. */
  seal(plaintext: Uint8Array, purpose: string): Uint8Array;
  /** @throws VaultError */
  open(sealed: Uint8Array, purpose: string): Uint8Array;
}

export class VaultError extends Error {
  override readonly name = 'VaultError';
}
