export interface SigningKey {
  /** PEM file of the certificate and its chain. */
  certificate: string;
  /** PEM file, or a `pkcs11:` URI (RFC 7512) without a PIN. */
  key: string;
  /** A file with the passphrase of the key or the PIN of its token, which never stands in an argument. */
  passphraseFile?: string | undefined;
  /** The library that a `pkcs11:` URI is looked up with. */
  pkcs11Module?: string | undefined;
  /** URL of a time-stamping service. */
  timestamp?: string | undefined;
}
export function signingKey(): SigningKey | undefined;
/** Writes a signed copy; a plain one without a key. */
export function signFile(file: string, to: string, signing: SigningKey | undefined): void;
