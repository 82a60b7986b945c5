import type { PolicySettings, administration } from '@gatehouse/protocol';

import { GERMAN_HELP } from './de.js';
import { CHINESE_HELP } from './zh.js';

type HelpLanguage = administration.HelpLanguage;
type Doors = PolicySettings['logon'];
type Features = Omit<PolicySettings, 'logon'>;
type TextsOf<Group> = { readonly [Setting in keyof Group]-?: string };

/** What the settings do, in another language than the schemas' own: a setting without its text does not compile. */
export type SettingHelp = { readonly [Name in keyof Features]: TextsOf<Features[Name]> } & {
  readonly logon: { readonly [Door in keyof Doors]: TextsOf<Doors[Door]> };
  /** By setting and field, of settings that are things of several fields. */
  readonly fields: Readonly<Record<string, string>>;
};

const HELP: Readonly<Record<Exclude<HelpLanguage, 'en'>, SettingHelp>> = {
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
