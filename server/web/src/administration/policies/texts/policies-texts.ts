import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { PoliciesTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, PoliciesTexts>> = { en, de, zh };

export function usePoliciesTexts(): PoliciesTexts {
  return TEXTS[useLanguage().language];
}
