import { de } from './de.js';
import { en } from './en.js';
import type { Texts } from './texts.js';

const CATALOGUES: Record<string, Texts> = { en, de };

/** The language and catalogue for a BCP 47 tag; English when there is none for it. */
export function chooseTexts(tag: string): { language: string; texts: Texts } {
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  const texts = Object.hasOwn(CATALOGUES, primary) ? CATALOGUES[primary] : undefined;
  return texts === undefined ? { language: 'en', texts: en } : { language: canonical(tag), texts };
}

/** A tag comes from another process; one that Intl refuses must not end a conversation. */
function canonical(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return tag.split('-')[0]?.toLowerCase() ?? 'en';
  }
}
