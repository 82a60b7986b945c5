import { useLanguage } from '../../texts/language.js';
import type { Language } from '../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { AdministrationTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, AdministrationTexts>> = { en, de, zh };

/** What the pages of administration have in common; each section has its own texts beside it. */
export function useAdministrationTexts(): AdministrationTexts {
  return TEXTS[useLanguage().language];
}
