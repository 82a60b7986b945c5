import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { KeyTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, KeyTexts>> = { en, de, zh };

export function useKeyTexts(): KeyTexts {
  return TEXTS[useLanguage().language];
}
