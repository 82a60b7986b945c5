/** As many as a policy can ask for. */
export const MAX_HISTORY = 24;

/** A password that somebody had, or has: a keyed tag, from which nobody without the keyring can guess it. */
export interface PastPassword {
  principalId: string;
  tag: Uint8Array;
  /** Which password it was, as the directory counts; undefined where it has not told yet. */
  generation: string | undefined;
  now: Date;
}

/** Port: the last {@link MAX_HISTORY} passwords of everybody that were proven here. */
export interface PasswordHistory {
  /** Tags, newest first. */
  list(principalId: string): Promise<Uint8Array[]>;
  /** Whether the password of this generation is among them. */
  knows(principalId: string, generation: string): Promise<boolean>;
  /** Once for each password, whoever proves it how often. One that was used before becomes the newest. */
  add(password: PastPassword): Promise<void>;
  /** Everything of a person who is gone. @returns how many there were */
  forget(principalId: string): Promise<number>;
}
