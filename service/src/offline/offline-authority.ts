import type {
  Account,
  FactorMethod,
  LogonId,
  Question,
  RecoveryPolicy,
  Verdict,
} from '@gatehouse/protocol';

import type { BeginLogonRequest, CallContext } from '../authority/authority.js';

/** Who stands at the tile: the SID of an enumerated user, or the name typed on the "other user" tile. */
export interface OfflineSubject {
  sid: string | undefined;
  name: string;
}

/** A set of answers is to be given. All mandatory questions, and `threshold` of the optional ones. */
export interface RecoveryQuestions {
  recoveryId: string;
  mandatory: readonly Question[];
  optional: readonly Question[];
  threshold: number;
  /** Sets that may still be wrong before the kit is destroyed; undefined where it never is. */
  attemptsLeft: number | undefined;
}

/** Why nothing can be recovered here. */
export type RecoveryRefusal =
  /** There is no kit, or none for recovery. */
  | 'no-kit'
  | 'expired'
  /** The computer's clock is behind what it was. */
  | 'clock'
  /** Too many wrong answers: what was kept is gone. */
  | 'destroyed'
  /** Too many wrong codes: what was kept is gone. */
  | 'codes-destroyed'
  /** Windows keeps no password here to log on with. */
  | 'no-cached-logon'
  /** What is kept cannot be read now, and is kept. */
  | 'unavailable'
  /** The kit did not fit what else is kept, or was damaged: it is gone. */
  | 'tampered';

export type RecoveryStart =
  ({ outcome: 'questions' } & RecoveryQuestions) | { outcome: 'refused'; reason: RecoveryRefusal };

export type RecoveryOutcome =
  | {
      outcome: 'recovered';
      logonId: LogonId;
      account: Account;
      /** UTF-8. Whoever gets it wipes it. */
      password: Uint8Array;
      reveal: RecoveryPolicy['reveal'];
      showSeconds: number;
      /** Whether the offline code is asked for before the grant: {@link OfflineAuthority.answer} with `logonId`. */
      secondFactor: boolean;
    }
  | { outcome: 'wrong'; attemptsLeft: number | undefined }
  | { outcome: 'refused'; reason: RecoveryRefusal };

/**
 * Port: the verdicts that this workstation can give by itself, from the kits that it keeps. Every failure is an outcome;
 * an exception is a defect and never a grant.
 */
export interface OfflineAuthority {
  /**
   * A logon while the server is unreachable. Windows is asked for the password first. `challenge` asks for the code of
   * the authenticator, or for one that the help desk reads out; `denied` with `policy.denied` is a kit that allows nothing, or none at all.
   */
  begin(request: BeginLogonRequest, context: CallContext): Promise<Verdict>;
  answer(request: { logonId: LogonId; code: string }, context: CallContext): Promise<Verdict>;
  /** Asks for another of the codes that the challenge named. */
  choose(
    request: { logonId: LogonId; method: FactorMethod },
    context: CallContext,
  ): Promise<Verdict>;
  /** Whether "I forgot my password" leads anywhere without the server. Cheap: it is asked for every tile. */
  canRecover(subject: OfflineSubject): boolean;
  beginRecovery(subject: OfflineSubject, context: CallContext): Promise<RecoveryStart>;
  /** Counts the attempt durably, then evaluates it. */
  recover(
    request: { recoveryId: string; answers: readonly { id: string; answer: string }[] },
    context: CallContext,
  ): Promise<RecoveryOutcome>;
  /** Forgets a logon or recovery that was given up. */
  cancel(id: string): void;
  /** What Windows said of a logon that was granted here. */
  report(request: { logonId: LogonId; ntStatus: number }, context: CallContext): Promise<void>;
}

/** A code that the server took, and the password that was proven with it. */
export interface TakenCode {
  sid: string;
  code: string;
  /** UTF-8 */
  password: Uint8Array;
}

/** A password that Windows here changed: whose, and both, UTF-8. */
export interface NewPassword {
  sid: string;
  oldPassword: Uint8Array;
  newPassword: Uint8Array;
}

/** Port: what a logon that the server granted leaves behind. */
export interface KitKeeper {
  /**
   * Fetches the kit of whoever was granted, and masks the seed with the password, in the background.
   * @param granted `password` is copied before this returns
   */
  keep(
    granted: Extract<Verdict, { outcome: 'granted' }> & { password: Uint8Array },
    context: Pick<CallContext, 'correlationId'>,
  ): void;
  /**
   * Windows here changed the password of whoever was granted to this one, and the server was told: fetches anew, in the
   * background, the kit that is kept here, and takes its newest password for the one to recover.
   * @param granted `generation` is of the password before; `password` is the new one, and copied before this returns
   */
  changed(
    granted: Extract<Verdict, { outcome: 'granted' }> & { password: Uint8Array },
    context: Pick<CallContext, 'correlationId'>,
  ): void;
  /**
   * Windows here changed a password, whoever let it: the seed of the authenticator goes from under the old one to under
   * the new one, so that codes stay right though the server is away. It is done when this resolves; nothing rejects.
   * @param change both passwords are copied before this returns
   */
  remask(change: NewPassword, context: Pick<CallContext, 'correlationId'>): Promise<void>;
  /** Windows took the password of this logon: it is the one to recover from now on. */
  accepted(granted: Extract<Verdict, { outcome: 'granted' }>): void;
  /**
   * The server took this code of an authenticator: it is spent here, too.
   * @param taken `password` is copied before this returns
   */
  spent(taken: TakenCode, context: Pick<CallContext, 'correlationId'>): void;
  /** The server took some code of this person's authenticator, and no password shows which: all it can be are spent here. */
  spentUnknown(subject: OfflineSubject, context: Pick<CallContext, 'correlationId'>): void;
}
