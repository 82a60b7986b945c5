import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { AuditTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, AuditTexts>> = { en, de, zh };

export function useAuditTexts(): AuditTexts {
  return TEXTS[useLanguage().language];
}
