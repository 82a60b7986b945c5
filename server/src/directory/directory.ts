import type { AccessScope, Account, administration } from '@gatehouse/protocol';

import type { NewLocalUser } from './local/local-user-store.js';
import type { PasswordRule, PasswordRules } from './password-rules.js';

/**
 * The SID of people who have no Windows account: "no security principal" ([MS-DTYP] 2.4.2.4, NULL). No door that needs an
 * account of Windows lets them through.
 */
export const NULL_SID = 'S-1-0-0';

/** Whether there is an account that Windows could log on. */
export function hasWindowsAccount({ sid }: Pick<Account, 'sid'>): boolean {
  return sid !== NULL_SID;
}

/** A user as a directory knows it. In a directory without Windows accounts the SID is {@link NULL_SID}. */
export interface DirectoryAccount extends Account {
  /**
   * The immutable id: realm and objectGUID (AD) or row id (local), `corp.test/3f2504e0-4f89-…`. Strikes, factors and
   * audit are keyed on it, whichever name was typed (R36).
   */
  principalId: string;
  realm: string;
  /** Of another realm than the default one: a name without a realm means somebody else. */
  isForeign?: boolean;
  /** Where the entry is in an LDAP directory: lets its password be checked without looking it up again. */
  distinguishedName?: string;
  userPrincipalName?: string;
  displayName?: string;
  mail?: string;
  /** The directory lets nobody log on with it. */
  disabled?: boolean;
  /** When the directory stops letting anybody log on with it. */
  expiresAt?: Date;
  /**
   * Names the present password among those before and after it: when it was set, as this directory counts, in decimal
   * digits. A later password has the greater number. Absent where it must be changed before it is used.
   */
  passwordGeneration?: string;
  /** When the present password was set. Absent where it must be changed before it is used, and where nobody knows. */
  passwordSetAt?: Date;
  /** When the account was last used, or made, as exactly as the directory knows: Active Directory is up to two weeks behind. */
  lastUsedAt?: Date;
}

/** A group that a user is in, directly or nested. */
export interface DirectoryGroup {
  name: string;
  sid?: string;
  /** By way of another group only, as far as the directory tells. For people who ask why; nothing is decided by it. */
  nested?: boolean;
}

export interface DirectoryListing {
  accounts: DirectoryAccount[];
  /** There are more of them. */
  more: boolean;
}

/** Whom a search is for. */
export interface DirectorySearch {
  /** As somebody typed it: see `parseSearchText`. */
  text: string;
  /** 50 at the most. */
  limit: number;
  /** Only people within it; everybody when absent. */
  scope?: AccessScope | undefined;
}

/** Whom a search found. */
export interface DirectoryMatches extends DirectoryListing {
  /** Realms that did not answer in time: their people are missing. */
  away: string[];
}

/**
 * What the directory says of a password. What everybody may hear as `wrong` is in {@link isWrong}; everything else but `right`
 * is said only of a right password.
 */
export type PasswordCheck =
  | 'right'
  | 'wrong'
  /**
   * Not looked at, because the directory would have locked the account after one more wrong password. For everybody but the
   * audit this is `wrong`, and takes as long (R38).
   */
  | 'near-lockout'
  /** The directory has locked the account, not by our doing: right or wrong, it does not do. Told as `wrong` as well (R38). */
  | 'locked'
  | 'disabled'
  | 'account-expired'
  | 'logon-hours'
  | 'workstation'
  | 'password-expired'
  | 'must-change';

/** Whether a password is wrong for everybody but the audit (R38). */
export function isWrong(check: PasswordCheck): check is 'wrong' | 'near-lockout' | 'locked' {
  return check === 'wrong' || check === 'near-lockout' || check === 'locked';
}

/** The lock that the directory itself keeps. What it says is not for the person at the door. */
export interface DirectoryLockout {
  /** Absent when it is not known. */
  since?: Date;
  /** Absent when only an administrator ends it, and when it is not known. */
  until?: Date;
}

/** How an account stands with its directory. */
export interface DirectoryState {
  disabled: boolean;
  /** When the account expires, or did. */
  expiresAt?: Date;
  lockout?: DirectoryLockout;
  passwordSetAt?: Date;
  /** When the present password expires, or did; absent where it never does. */
  passwordExpiresAt?: Date;
  /** The present password must be changed before it is used. */
  mustChangePassword: boolean;
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
   * Finds a user by the immutable id that {@link find} gave, whatever the user is called by now; undefined when the
   * user is gone, and for ids of other directories.
   * @throws DirectoryUnavailableError
   */
  findById(principalId: string): Promise<DirectoryAccount | undefined>;

  /**
   * Checks a password with exactly one bind (or hash). Without an account it does the same work for a name that
   * cannot exist, so that unknown names take as long. The password is never empty: the engine refuses that before.
   *
   * @param typed the name that was typed, which says where the work for an unknown one is done
   * @throws DirectoryUnavailableError
   */
  verifyPassword(
    account: DirectoryAccount | undefined,
    password: Uint8Array,
    typed?: string,
  ): Promise<PasswordCheck>;

  /** The groups of a user, nested ones included. @throws DirectoryUnavailableError */
  groups(account: DirectoryAccount): Promise<DirectoryGroup[]>;

  /**
   * Users for an administrator to look at, by no particular order: of a group (by name or SID, nested ones included, but
   * not as their primary group), or all.
   * @param query.limit 1000 at the most
   * @throws DirectoryUnavailableError
   */
  list(query: { limit: number; group?: string }): Promise<DirectoryListing>;

  /**
   * People whose names or addresses begin with a text, computers and the like never; by no particular order. Whoever is
   * disabled, expired or locked is among them.
   * @throws DirectoryUnavailableError when it is away as a whole
   */
  search(search: DirectorySearch): Promise<DirectoryMatches>;

  /** How an account stands, for the help desk. @throws DirectoryUnavailableError, for an account that is gone as well */
  state(account: DirectoryAccount): Promise<DirectoryState>;

  /**
   * Undefined while the directory has not locked the account.
   * @throws DirectoryUnavailableError, for an account that is gone as well
   */
  lockout(account: DirectoryAccount): Promise<DirectoryLockout | undefined>;

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

  /** The realm that a typed name belongs to, whether anybody has it or not: its own one for a directory of one realm. */
  realmOf(typed: string): string;

  /** The spelling that all names share which this directory takes for one. It is asked for names that nobody has. */
  fold(name: string): string;

  /** Cheap readiness probe. @throws DirectoryUnavailableError */
  probe(): Promise<void>;

  /**
   * Tries every step an administrator must have got right (connect, TLS, bind, search …), for `directory test`.
   *
   * @param realm of several, the one to try
   */
  test(realm?: string): Promise<administration.DirectoryTest>;

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
  /** Somebody who could be added: nothing is stored. @throws ApplicationError `request.malformed` for what is no name */
  draft(user: {
    name: string;
    displayName?: string | undefined;
    mail?: string | undefined;
  }): Promise<DirectoryAccount>;
  /** What is stored of a draft that becomes a user. */
  prepare(draft: DirectoryAccount, password: Uint8Array): Promise<NewLocalUser>;
  /** @throws ApplicationError `principal.unknown` */
  setPassword(account: DirectoryAccount, password: Uint8Array): Promise<void>;
}
