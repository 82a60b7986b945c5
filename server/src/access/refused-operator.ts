import { ApplicationError } from '../errors/application-error.js';

/**
 * Why: the operator lacks the permission, does not reach whom it is about, would touch somebody who may do more, or would
 * give or take more than they have.
 */
export type Refusal = 'permission' | 'scope' | 'role' | 'escalation';

/** The cause of a refusal that the audit has to know: what the operator is told may say less. */
export class RefusedOperatorError extends Error {
  override readonly name = 'RefusedOperatorError';
  readonly because: Refusal;
  readonly about: { principalId: string; samAccountName: string } | undefined;

  constructor(because: Refusal, about?: { principalId: string; samAccountName: string }) {
    super(`an operator was refused: ${because}`);
    this.because = because;
    this.about = about;
  }
}

export function refusedOperator(
  because: Refusal,
  detail: string,
  about?: RefusedOperatorError['about'],
): ApplicationError {
  const cause = new RefusedOperatorError(because, about);
  return new ApplicationError('api-key.forbidden', { detail, cause });
}

/** Somebody outside the scope is nobody: refused as a name that does not exist. */
export function unknownPrincipal(about?: RefusedOperatorError['about']): ApplicationError {
  if (about === undefined) return new ApplicationError('principal.unknown');
  return new ApplicationError('principal.unknown', {
    cause: new RefusedOperatorError('scope', about),
  });
}
