import { referenceOf } from '@gatehouse/protocol/browser';
import { useEffect } from 'react';

import type { Failure } from '../api/failure.js';
import type { Texts } from '../texts/en.js';
import { useTexts } from '../texts/language.js';
import { useAnnounce } from './announcer.js';

export interface MessageProps {
  kind: 'error' | 'done' | 'note';
  /** Sentences, one after the other. */
  text: string;
  /** By which the help desk finds what happened. */
  correlationId?: string | undefined;
}

/** Something that a person has to know now. It is also read out. */
export function Message({ kind, text, correlationId }: MessageProps) {
  const texts = useTexts();
  const announce = useAnnounce();
  useEffect(() => announce(text), [announce, text, correlationId]);
  return (
    <div className={`message message-${kind}`}>
      <p>{text}</p>
      {correlationId !== undefined && (
        <p className="reference">{texts.frame.reference(referenceOf(correlationId))}</p>
      )}
    </div>
  );
}

export function FailureMessage({ failure }: { failure: Failure }) {
  const texts = useTexts();
  return (
    <Message
      kind="error"
      text={failureText(texts, failure)}
      correlationId={failure.correlationId}
    />
  );
}

export function failureText(texts: Texts, { code }: Failure): string {
  const words: Partial<Record<string, string>> = texts.problem;
  return words[code] ?? texts.problem.other;
}
