import type { PolicySettings } from '@gatehouse/protocol';

type Doors = PolicySettings['logon'];
type Features = Omit<PolicySettings, 'logon'>;
type TextsOf<Group> = { readonly [Setting in keyof Group]-?: string };

/** What the settings do, in another language than the schemas' own: a setting without its text does not compile. */
export type HelpTexts = { readonly [Name in keyof Features]: TextsOf<Features[Name]> } & {
  readonly logon: { readonly [Door in keyof Doors]: TextsOf<Doors[Door]> };
  /** By setting and field, of settings that are things of several fields. */
  readonly fields: Readonly<Record<string, string>>;
};
