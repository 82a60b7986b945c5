import type { administration } from '@gatehouse/protocol';

import { GERMAN_HELP } from './de.js';
import type { HelpTexts } from './help-texts.js';
import { CHINESE_HELP } from './zh.js';

type HelpLanguage = administration.HelpLanguage;

const HELP: Readonly<Record<Exclude<HelpLanguage, 'en'>, HelpTexts>> = {
  de: GERMAN_HELP,
  zh: CHINESE_HELP,
};

/**
 * What a setting, or a field of one, does; undefined where the schema's own words are to be taken.
 *
 * @param path as `logon.web.methods`, or `desktop.exclusions` with the field `sid`
 */
export function settingHelp(
  language: HelpLanguage,
  path: string,
  field?: string,
): string | undefined {
  if (language === 'en') return undefined;
  const help = HELP[language];
  if (field !== undefined) return help.fields[`${path}.${field}`];
  const text = path
    .split('.')
    .reduce<unknown>((found, name) => (found as Record<string, unknown> | undefined)?.[name], help);
  return typeof text === 'string' ? text : undefined;
}
