import type { Account, administration } from '@gatehouse/protocol';

import type { PasswordRule, PasswordRules } from './password-rules.js';

/** A user as a directory knows it. */
export interface DirectoryAccount extends Account {
  /**
   * The immutable id: realm and objectGUID (AD) or row id (local), `corp.test/3f2504e0-4f89-…`. Strikes, factors and
   * audit are keyed on it, whichever name was typed (R36).
   */
  principalId: string;
  realm: string;
  /** Where the entry is in an LDAP directory: lets its password be checked without looking it up again. */
  distinguishedName?: string;
  userPrincipalName?: string;
  displayName?: string;
  mail?: string;
}

/** A group that a user is in, directly or nested. */
export interface DirectoryGroup {
  name: string;
  sid?: string;
}

/** What the directory says of a password. Everything but `right` and `wrong` is said only of a right password. */
export type PasswordCheck =
  | 'right'
  /** Wrong, or the account is locked in the directory: which of the two is not told (R38). */
  | 'wrong'
  | 'disabled'
  | 'account-expired'
  | 'logon-hours'
  | 'workstation'
  | 'password-expired'
  | 'must-change';

/** What a directory says of an account without having seen its password. It is not for the person at the door. */
export interface AccountState {
  /** Disabled, or expired: it can log on nowhere. */
  disabled: boolean;
  /**
   * Set while the directory itself has locked the account; `until` is absent when only an administrator ends that, and
   * when it is not known.
   */
  lockout?: { until?: Date };
}

/** What became of a new password. */
export type PasswordOutcome =
  | { outcome: 'accepted' }
  | { outcome: 'rejected'; rule: PasswordRule }
  /** The service account lacks the right: an administrator has to grant it. Nothing was changed. */
  | { outcome: 'forbidden' };

/** The directory did not answer within its time budget, or answered nonsense. Never a grant, never a strike kept. */
export class DirectoryUnavailableError extends Error {
  override readonly name = 'DirectoryUnavailableError';
}

/** Where principals are looked up and passwords are checked. */
export interface Directory {
  readonly realm: string;

  /**
   * Finds a user by SAM account name, DOMAIN\SAM, UPN or (where configured) mail; undefined when there is none or
   * more than one.
   * @throws DirectoryUnavailableError
   */
  find(name: string): Promise<DirectoryAccount | undefined>;

  /**
   * Checks a password with exactly one bind (or hash). Without an account it does the same work for a name that
   * cannot exist, so that unknown names take as long. The password is never empty: the engine refuses that before.
   * @throws DirectoryUnavailableError
   */
  verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
  ): Promise<PasswordCheck>;

  /** The groups of a user, nested ones included. @throws DirectoryUnavailableError */
  groups(account: DirectoryAccount): Promise<DirectoryGroup[]>;

  /** @throws DirectoryUnavailableError, for an account that is gone as well */
  state(account: DirectoryAccount): Promise<AccountState>;

  /** What holds for this account's next password. @throws DirectoryUnavailableError */
  passwordRules(account: DirectoryAccount): Promise<PasswordRules>;

  /**
   * Sets a new password in the name of the service account and lets go of the directory's lock: both or neither. Where the
   * directory can, it refuses passwords of the history.
   * @throws DirectoryUnavailableError, after which the new password may hold or not
   */
  resetPassword(account: DirectoryAccount, newPassword: Uint8Array): Promise<PasswordOutcome>;

  /**
   * Changes a password that the person knows, under all the rules for that. It works for expired passwords and for those
   * that must be changed; `wrong` is said of the old password.
   * @throws DirectoryUnavailableError, after which the new password may hold or not
   */
  changePassword(
    account: DirectoryAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<PasswordOutcome | { outcome: 'wrong' }>;

  /** Lets go of the directory's lock, if there is one. @throws DirectoryUnavailableError */
  unlock(account: DirectoryAccount): Promise<'unlocked' | 'forbidden'>;

  /** Cheap readiness probe. @throws DirectoryUnavailableError */
  probe(): Promise<void>;

  /** Tries every step an administrator must have got right (connect, TLS, bind, search …), for `directory test`. */
  test(): Promise<administration.DirectoryTest>;

  close(): Promise<void>;
}

/** A directory whose users are managed here. */
export interface ManagedDirectory extends Directory {
  /** @throws ApplicationError `principal.exists` */
  add(user: {
    name: string;
    displayName?: string | undefined;
    mail?: string | undefined;
    password: Uint8Array;
  }): Promise<DirectoryAccount>;
  /** @throws ApplicationError `principal.unknown` */
  setPassword(account: DirectoryAccount, password: Uint8Array): Promise<void>;
}
