import type { Answer } from '@gatehouse/protocol/recovery';

import type { AuditOrigin } from '../audit/audit-log.js';
import type { CredentialOwner } from '../factors/credentials.js';

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

/** Somebody gives answers, to whom the caller has counted that. */
export interface AnswersAttempt {
  owner: CredentialOwner;
  /** The caller wipes them. */
  answers: readonly Answer[];
  origin: AuditOrigin;
}

/** Port: the answers that people enrolled. */
export interface Answers {
  /** Undefined for who enrolled none, and for names that nobody has. */
  find(principalId: string): Promise<AnswersLock | undefined>;
  /** Whether answers open the lock, as a whole; `none` when there is no lock, or too few of its questions were answered to try. */
  open(attempt: AnswersAttempt): Promise<'right' | 'wrong' | 'none'>;
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
