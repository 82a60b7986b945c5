import { useLanguage } from '../../../texts/language.js';
import type { Language } from '../../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { DirectoryTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, DirectoryTexts>> = { en, de, zh };

export function useDirectoryTexts(): DirectoryTexts {
  return TEXTS[useLanguage().language];
}
