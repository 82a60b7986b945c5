import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { MessageTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, MessageTexts>> = { en, de, zh };

export function useMessageTexts(): MessageTexts {
  return TEXTS[useLanguage().language];
}
