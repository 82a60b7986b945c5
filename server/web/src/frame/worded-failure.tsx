import type { Failure, FailureCode } from '../api/failure.js';
import { useTexts } from '../texts/language.js';
import { Message, failureText } from './message.js';

/** Words for problems that only one part of the pages meets. */
export type ProblemWords = Partial<Record<FailureCode, string>>;

/** A failure in the words of the place where it happened, else in those that all pages share. */
export function WordedFailure({ failure, words }: { failure: Failure; words: ProblemWords }) {
  const texts = useTexts();
  const { code, correlationId } = failure;
  const text = words[code] ?? failureText(texts, failure);
  return <Message kind="error" text={text} correlationId={correlationId} />;
}
