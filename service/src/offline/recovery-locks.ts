import type { Kit } from '@gatehouse/protocol';

export type KitRecovery = NonNullable<Kit['recovery']>;

/** What a lock says of itself, to everybody. */
export interface LockFacts {
  principalId: string;
  /** Ids of questions. */
  mandatory: readonly string[];
  optional: readonly string[];
  threshold: number;
  publicKey: Uint8Array;
}

/** What opening one brings. `broken`: the answers were right, and yet nothing can be had from it. */
export type LockOpening =
  | { outcome: 'opened'; password: Uint8Array; generation: string }
  | { outcome: 'wrong-answers' }
  | { outcome: 'broken' };

/** Port: the recovery lock and the passwords that are sealed to it. */
export interface RecoveryLocks {
  /** Undefined when these bytes are no lock that is read here. */
  describe(lock: string): Promise<LockFacts | undefined>;
  /** `prefer` names the password that is wanted; the newest is opened where it is not there. */
  open(
    recovery: KitRecovery,
    options: {
      principalId: string;
      answers: readonly { id: string; answer: string }[];
      prefer: string | undefined;
    },
  ): Promise<LockOpening>;
}
