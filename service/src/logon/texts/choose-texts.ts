import { de } from './de.js';
import { en } from './en.js';
import type { Texts } from './texts.js';
import { zh } from './zh.js';

/** Every language of the tile. The credential provider has the same ones (native/provider/texts.cpp). */
export const CATALOGUES = { en, de, zh } as const satisfies Record<string, Texts>;

/** The language and catalogue for a BCP 47 tag; English when there is none for it. */
export function chooseTexts(tag: string): { language: string; texts: Texts } {
  const locale = localeOf(tag);
  const { language = '', script } = locale?.maximize() ?? {};
  // Our Chinese is the simplified one. Who reads the traditional one (zh-TW, zh-HK, zh-Hant) is better off with English
  // than with a script that is not theirs.
  const isOurs = language !== 'zh' || script === 'Hans';
  if (locale === undefined || !isOurs || !isCatalogue(language)) {
    return { language: 'en', texts: en };
  }
  return { language: locale.toString(), texts: CATALOGUES[language] };
}

function isCatalogue(language: string): language is keyof typeof CATALOGUES {
  return Object.hasOwn(CATALOGUES, language);
}

/** A tag comes from another process; one that Intl refuses must not end a conversation. */
function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined;
  }
}
