import { Message } from '../frame/message.js';
import { useCompanyTexts } from '../navigation/facts.js';
import type { AnyDenialCode } from './codes.js';
import { useLanguage } from './language.js';
import { momentText, strikesText } from './say.js';

export interface ShownDenial {
  code: AnyDenialCode;
  strikesLeft?: number | undefined;
  lockedUntil?: string | undefined;
  correlationId: string;
}

/** Why something is over, until when, how many attempts are left, and whom to call. */
export function DenialMessage({ denial }: { denial: ShownDenial }) {
  const { texts, language } = useLanguage();
  const { helpDesk } = useCompanyTexts();
  const { code, strikesLeft, lockedUntil, correlationId } = denial;
  const isLock = code === 'principal.locked' || code === 'source.locked';
  const sentences = [
    texts.denied[code],
    strikesText(texts.signIn, strikesLeft),
    lockedUntil === undefined ? '' : texts.signIn.until(momentText(language, lockedUntil)),
    isLock && helpDesk !== undefined ? texts.frame.helpDesk(helpDesk) : '',
  ];
  return (
    <Message
      kind="error"
      text={sentences.filter((sentence) => sentence !== '').join(' ')}
      correlationId={correlationId}
    />
  );
}
