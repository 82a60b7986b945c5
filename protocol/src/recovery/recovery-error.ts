/**
 * Why something was not opened.
 *
 * - `wrong-answers`: the answers, as a whole, do not open it. Also said of a lock whose header, salt or commitment was
 *   changed, because nothing can tell the two apart.
 * - `malformed`: the bytes are not what a writer of this version makes, or not for this principal or key.
 * - `unsupported`: the bytes ask for a version, or a price, that is not accepted here.
 */
export type RecoveryErrorCode = 'wrong-answers' | 'malformed' | 'unsupported';

/** @see RecoveryErrorCode */
export class RecoveryError extends Error {
  override readonly name = 'RecoveryError';
  readonly code: RecoveryErrorCode;

  constructor(code: RecoveryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
