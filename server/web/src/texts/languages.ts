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

/** The first of some BCP 47 tags that there are texts for, by their first part. */
export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split('-', 1)[0] ?? '';
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

export function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}
