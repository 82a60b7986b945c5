export interface SigningKey {
  /** PEM file of the certificate and its chain. */
  certificate: string;
  /** PEM file, or what else osslsigncode takes for a key. */
  key: string;
  /** URL of a time-stamping service. */
  timestamp?: string | undefined;
}
export function signingKey(): SigningKey | undefined;
/** Writes a signed copy; a plain one without a key. */
export function signFile(file: string, to: string, signing: SigningKey | undefined): void;
