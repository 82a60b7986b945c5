/** What Windows says of a password, without logging anybody on. */
export type PasswordCheck =
  | 'right'
  | 'wrong'
  | 'locked'
  | 'expired'
  | 'must-change'
  | 'disabled'
  /** Windows reaches no domain controller and keeps nothing to check this account's password with. */
  | 'no-cached-logon'
  /** Windows cannot be asked. */
  | 'unavailable';

export interface WindowsAccount {
  /** NetBIOS name of the domain or computer; undefined when `name` is a user principal name. */
  domain: string | undefined;
  name: string;
}

/** Port: Windows' own knowledge of passwords, which is what a logon without any network is checked against. */
export interface WindowsPasswords {
  /** @param password UTF-8; the caller wipes it */
  check(account: WindowsAccount, password: Uint8Array): Promise<PasswordCheck>;
  /** Whether Windows keeps what it takes to log on accounts of this domain without a domain controller. */
  keepsLogonsOf(netbiosDomain: string): boolean;
}

/** Where there is no Windows to ask: nothing is right. */
export const NO_WINDOWS: WindowsPasswords = {
  check: () => Promise.resolve('unavailable'),
  keepsLogonsOf: () => true,
};
