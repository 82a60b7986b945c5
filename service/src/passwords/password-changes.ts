import type { PasswordRuleCode } from '@gatehouse/protocol';

/** Whose password: the names that the directory gave, never the typed ones. */
export interface ChangeAccount {
  /** NetBIOS name of the domain or computer. */
  domain: string;
  name: string;
}

/** What came of asking for a new password. After anything but `changed` the old one holds, as far as is known. */
export type ChangeOutcome =
  | { outcome: 'changed' }
  /** The new password breaks a rule. */
  | { outcome: 'rejected'; rule: PasswordRuleCode }
  | {
      outcome:
        /** The old password is not right. */
        | 'wrong'
        | 'locked'
        /** The account is disabled or has expired. */
        | 'disabled'
        /** This account's password may not be changed by its owner, or not now. */
        | 'forbidden'
        /** Only a domain controller changes it, and none answers. */
        | 'no-domain-controller'
        /** Nobody can be asked, or what they say is not known. */
        | 'unavailable';
    };

/**
 * Port: Windows, which changes a password that its owner knows, at the domain controller and in what it keeps itself.
 */
export interface PasswordChanges {
  /**
   * Works for expired passwords and those that must be changed. It may take as long as finding a domain controller does,
   * and cannot be called back.
   *
   * @param oldPassword UTF-8, as the new one; the caller wipes both
   */
  change(
    account: ChangeAccount,
    oldPassword: Uint8Array,
    newPassword: Uint8Array,
  ): Promise<ChangeOutcome>;
}

/** Where there is no Windows to ask: nothing is changed. */
export const NO_CHANGES: PasswordChanges = {
  change: () => Promise.resolve({ outcome: 'unavailable' }),
};
