/** A description in the languages that the schema does not have; its own is English. */
export interface HelpTexts {
  de: string;
  zh: string;
}

/** What the settings of a group do: a setting without its texts does not compile. */
export type GroupHelp<Settings> = Readonly<Record<keyof Settings & string, HelpTexts>>;
