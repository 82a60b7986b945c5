import type { administration } from '@gatehouse/protocol';

import type { MessageLanguage } from './wording.js';

/** Which languages are offered, and the one for whoever asks for none of them. */
export type LanguageChoice = administration.LanguageChoice;

/** What holds until somebody says otherwise. */
export const SHIPPED_LANGUAGES: LanguageChoice = { offered: ['en', 'de', 'zh'], default: 'en' };

/**
 * The offered language that a BCP 47 tag asks for by its first subtag, else the default. Chinese is the simplified one, as on
 * the tile: whoever reads the traditional one gets the default.
 */
export function chooseLanguage(
  tag: string | undefined,
  { offered, default: fallback }: LanguageChoice,
): MessageLanguage {
  if (isTraditionalChinese(tag)) return fallback;
  const asked = firstSubtag(tag);
  return offered.find((language) => language === asked) ?? fallback;
}

function firstSubtag(tag: string | undefined): string {
  return tag?.split('-', 1)[0]?.toLowerCase() ?? '';
}

function isTraditionalChinese(tag: string | undefined): boolean {
  return (
    firstSubtag(tag) === 'zh' &&
    /-(hant|tw|hk|mo)\b/i.test(tag ?? '') &&
    !/-hans\b/i.test(tag ?? '')
  );
}
