import type { LanguageChoice } from './choose-language.js';

/** The choice as it was last made. */
export interface LanguageRecord {
  /** From 1, one more with each change. */
  version: number;
  choice: LanguageChoice;
  changedAt: Date;
  /** Who changed it, as audit events name operators. */
  changedBy: string;
}

/** Port: which languages people are met in. */
export interface LanguageStore {
  /** @returns nothing where nobody ever chose */
  read(): Promise<LanguageRecord | undefined>;
  /**
   * Writes `record.version`, if the version before it is still the one that holds.
   * @returns false when somebody else chose meanwhile: nothing was written
   */
  put(record: LanguageRecord): Promise<boolean>;
}
