import type { MessageKey, MessageLanguage, Wording } from './wording.js';

/** What was last done to one text. */
export interface WordingRecord {
  key: MessageKey;
  language: MessageLanguage;
  /** From 1, one more with each change. A text that nobody ever changed has no record, and version 0. */
  version: number;
  /** Absent after a reset: the shipped text holds. */
  wording?: Wording;
  changedAt: Date;
  /** Who changed it, as audit events name operators. */
  changedBy: string;
}

/** Port: texts that administrators wrote, for mails and pages. */
export interface WordingStore {
  /** All that was ever changed, by key and language: at most one for each shipped text. */
  list(): Promise<WordingRecord[]>;
  /**
   * Writes `record.version`, if the version before it is still the one that holds.
   * @returns false when somebody else changed the text meanwhile: nothing was written
   */
  put(record: WordingRecord): Promise<boolean>;
}
