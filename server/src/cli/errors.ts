import type { Problem } from '@gatehouse/protocol';

/** The server answered with a problem. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The command line, a file or an input cannot be used. `next` says what would do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.next = next;
  }
}

/** There is no answer that can be trusted. `next` says what to look at. */
export class UnreachableServerError extends Error {
  override readonly name = 'UnreachableServerError';
  readonly next: string;

  constructor(message: string, next: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.next = next;
  }
}

/** A test that was asked for ran, and failed; its result is already shown. */
export class TestFailedError extends Error {
  override readonly name = 'TestFailedError';
}
