import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { WorkstationTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, WorkstationTexts>> = { en, de, zh };

export function useWorkstationTexts(): WorkstationTexts {
  return TEXTS[useLanguage().language];
}
