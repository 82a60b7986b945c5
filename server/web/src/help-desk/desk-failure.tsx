import type { ReactNode } from 'react';

import type { Failure } from '../api/failure.js';
import { Message, failureText } from '../frame/message.js';
import { useTexts } from '../texts/language.js';
import { useHelpDeskTexts } from './texts/help-desk-texts.js';

/** What went wrong, said to an operator. */
export function DeskFailure({ failure }: { failure: Failure }): ReactNode {
  const texts = useTexts();
  const words: Partial<Record<string, string>> = useHelpDeskTexts().problem;
  return (
    <Message
      kind="error"
      text={words[failure.code] ?? failureText(texts, failure)}
      correlationId={failure.correlationId}
    />
  );
}
