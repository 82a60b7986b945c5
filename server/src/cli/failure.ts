import { RefusedError, TestFailedError, UnreachableServerError, UsageError } from './errors.js';
import { EXIT } from './exit-code.js';
import type { ExitCode } from './exit-code.js';
import { describeProblem, formatProblem } from './problem-text.js';
import type { ProblemText } from './problem-text.js';
import { InterruptedError } from './terminal.js';

/** The one place where errors become an exit code and words. @returns undefined for errors that nobody foresaw */
export function describeFailure(
  error: unknown,
): { exitCode: ExitCode; text: ProblemText } | undefined {
  if (error instanceof RefusedError) {
    return { exitCode: EXIT.refused, text: describeProblem(error.problem) };
  }
  if (error instanceof UnreachableServerError) {
    return {
      exitCode: EXIT.unreachable,
      text: { sentence: error.message, next: error.next, code: 'cli.unreachable' },
    };
  }
  if (error instanceof UsageError) {
    return {
      exitCode: EXIT.usage,
      text: { sentence: error.message, next: error.next ?? 'See --help.', code: 'cli.usage' },
    };
  }
  if (error instanceof InterruptedError) {
    return {
      exitCode: EXIT.usage,
      text: { sentence: 'Interrupted.', next: 'Nothing was changed.', code: 'cli.interrupted' },
    };
  }
  if (error instanceof TestFailedError) {
    return {
      exitCode: EXIT.refused,
      text: {
        sentence: error.message,
        next: 'The first step that FAILED says what to correct.',
        code: 'cli.test-failed',
      },
    };
  }
  return undefined;
}

/** A failure as text, or with `json` as one line of JSON. */
export function formatFailure(text: ProblemText, json: boolean): string {
  return json ? JSON.stringify({ error: text }) : formatProblem(text);
}
