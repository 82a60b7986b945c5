import { de } from './de.js';
import { en } from './en.js';
import { zh } from './zh.js';

export const LANGUAGES = { en, de, zh } as const;
export type Language = keyof typeof LANGUAGES;

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: 'English',
  de: 'Deutsch',
  zh: '中文',
};

/** The languages in which the company meets people, as the server says; until then all of them. */
export interface OfferedLanguages {
  offered: readonly Language[];
  default: Language;
}
export const ALL_LANGUAGES: OfferedLanguages = { offered: ['en', 'de', 'zh'], default: 'en' };

/** The first of some BCP 47 tags that is offered, by their first part; else the default. */
export function languageOf(
  tags: readonly string[],
  { offered, default: fallback }: OfferedLanguages = ALL_LANGUAGES,
): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split('-', 1)[0] ?? '';
    if (isLanguage(primary) && offered.includes(primary)) return primary;
  }
  return fallback;
}

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}
