import { referenceOf } from '@gatehouse/protocol/browser';
import { useEffect } from 'react';

import type { Failure, FailureCode } from '../api/failure.js';
import { useAnnounce } from '../frame/announcer.js';
import { failureText } from '../frame/message.js';
import { useTexts } from '../texts/language.js';

/** Words for what only administrators meet. */
export type SectionProblems = Partial<Record<FailureCode, string>>;

/** A failure for people who administer: what the server says of the request, which is in English, stands beneath. */
export function DetailedFailure({
  failure,
  problems = {},
}: {
  failure: Failure;
  problems?: SectionProblems;
}) {
  const texts = useTexts();
  const announce = useAnnounce();
  const { code, detail, correlationId } = failure;
  const text = problems[code] ?? failureText(texts, failure);
  useEffect(
    () => announce([text, detail].filter((part) => part !== undefined).join(' ')),
    [announce, text, detail, correlationId],
  );
  return (
    <div className="message message-error">
      <p>{text}</p>
      {detail !== undefined && <p lang="en">{detail}</p>}
      <p className="reference">{texts.frame.reference(referenceOf(correlationId))}</p>
    </div>
  );
}
