import type { Answer } from '@gatehouse/protocol/recovery';

/** What is known of a principal's recovery lock without opening it. */
export interface AnswersLock {
  /** Ids of questions. */
  mandatory: readonly string[];
  optional: readonly string[];
  /** How many of the optional ones open it. */
  threshold: number;
  keyId: string;
  /** X25519, raw: what passwords are sealed to. */
  publicKey: Uint8Array;
}

/** Port: the answers that people enrolled. */
export interface Answers {
  /** Undefined for who enrolled none, and for names that nobody has. */
  find(principalId: string): Promise<AnswersLock | undefined>;
  /**
   * Whether answers open the lock, as a whole. This is an attempt, which the caller has counted; the caller wipes the
   * answers.
   */
  open(principalId: string, answers: readonly Answer[]): Promise<'right' | 'wrong' | 'none'>;
}

/** Port: where a password goes that was proven or set, sealed to its owner. */
export interface PasswordSealing {
  store(entry: {
    principalId: string;
    keyId: string;
    publicKey: Uint8Array;
    generation: string;
    /** UTF-8; the caller wipes it. */
    password: Uint8Array;
    now: Date;
  }): Promise<void>;
}
