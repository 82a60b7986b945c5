import type { ProblemCode } from '@gatehouse/protocol';

/**
 * An error with a stable code. Three fields for three readers: `code` decides status and public text, `detail` is
 * public and about this request, `cause` and `message` go to the log only. No field may hold a secret.
 */
export class ApplicationError extends Error {
  override readonly name = 'ApplicationError';
  readonly code: ProblemCode;
  readonly detail: string | undefined;

  constructor(code: ProblemCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail ?? code, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
  }
}
