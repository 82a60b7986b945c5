import type { Problem, ProblemCode } from '@gatehouse/protocol';

/** What the server refuses, and what keeps it from being asked or understood. */
export type FailureCode = ProblemCode | 'unreachable' | 'unreadable' | 'page';

/** Why there is no answer. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly correlationId: string;

  constructor(
    code: FailureCode,
    { correlationId, cause }: { correlationId: string; cause?: unknown },
  ) {
    super(code, { cause });
    this.code = code;
    this.correlationId = correlationId;
  }

  /** Of the body of a refusal: problem details, or something that is not from our server. */
  static of(body: unknown, correlationId: string): Failure {
    if (!isProblem(body)) return new Failure('unreadable', { correlationId });
    return new Failure(body.code, { correlationId: body.correlationId ?? correlationId });
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
  );
}
