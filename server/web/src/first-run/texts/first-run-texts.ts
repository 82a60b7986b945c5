import { useLanguage } from '../../texts/language.js';
import type { Language } from '../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { FirstRunTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, FirstRunTexts>> = { en, de, zh };

export function useFirstRunTexts(): FirstRunTexts {
  return TEXTS[useLanguage().language];
}
