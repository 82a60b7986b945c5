import type { Account } from '@gatehouse/protocol';

/** Port: what Windows on this computer knows of its own accounts. No method asks the network, but for what `find` says. */
export interface WindowsAccounts {
  /** What tells this computer's accounts from a directory's. */
  facts(): Promise<ComputerFacts>;
  /**
   * The account of a name (`.\name`, `COMPUTER\name`, or bare for one of this computer) or SID; undefined where there is none.
   * Called for what may be a domain's only by the SID of a tile that has no name: then Windows may ask a domain controller.
   */
  find(subject: { sid: string } | { name: string }): Promise<Account | undefined>;
  /** SIDs of the groups of this computer that an account is in, by way of others as well; empty where that cannot be read. */
  groups(account: Account): Promise<readonly string[]>;
  /** SIDs of whoever is directly in a group of this computer, those of domains among them; empty where there is no such group. */
  members(groupSid: string): Promise<readonly string[]>;
}

export interface ComputerFacts {
  /** NetBIOS name. */
  name: string;
  /** SID of the computer's own accounts without their last part; undefined where that is not known. */
  accountsSid: string | undefined;
  /** Whether a name without a domain may be one of a domain. */
  isInDomain: boolean;
}

/** Where there are no accounts of Windows: every one is a directory's. */
export const NO_WINDOWS_ACCOUNTS: WindowsAccounts = {
  facts: () => Promise.resolve({ name: '', accountsSid: undefined, isInDomain: true }),
  find: () => Promise.resolve(undefined),
  groups: () => Promise.resolve([]),
  members: () => Promise.resolve([]),
};
