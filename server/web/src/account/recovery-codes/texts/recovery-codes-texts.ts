import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { RecoveryCodesTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, RecoveryCodesTexts>> = { en, de, zh };

export function useRecoveryCodesTexts(): RecoveryCodesTexts {
  return TEXTS[useLanguage().language];
}
