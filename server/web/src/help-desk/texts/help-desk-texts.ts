import { useLanguage } from '../../texts/language.js';
import type { Language } from '../../texts/languages.js';
import { de } from './de.js';
import { en } from './en.js';
import type { HelpDeskTexts } from './en.js';
import { zh } from './zh.js';

const TEXTS: Readonly<Record<Language, HelpDeskTexts>> = { en, de, zh };

/** What the pages of the help desk say: to an operator, of somebody else. */
export function useHelpDeskTexts(): HelpDeskTexts {
  return TEXTS[useLanguage().language];
}
