import type { Problem, ProblemCode } from '@gatehouse/protocol';

/** What the server refuses, and what keeps it from being asked or understood. */
export type FailureCode = ProblemCode | 'unreachable' | 'unreadable' | 'page';

/** Why there is no answer. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly correlationId: string;
  /** What is wrong with this request, in the server's own words. */
  readonly detail: string | undefined;

  constructor(
    code: FailureCode,
    { correlationId, cause, detail }: { correlationId: string; cause?: unknown; detail?: string },
  ) {
    super(code, { cause });
    this.code = code;
    this.correlationId = correlationId;
    this.detail = detail;
  }

  /** Of the body of a refusal: problem details, or something that is not from our server. */
  static of(body: unknown, correlationId: string): Failure {
    if (!isProblem(body)) return new Failure('unreadable', { correlationId });
    const { detail } = body;
    return new Failure(body.code, {
      correlationId: body.correlationId ?? correlationId,
      ...(detail !== undefined && { detail }),
    });
  }
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
  );
}
