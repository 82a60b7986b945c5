import type { Account, ForeignAccountId, ForeignKind, administration } from '@gatehouse/protocol';

import { NULL_SID } from '../directory/directory.js';
import { foldName } from '../directory/principal-name.js';

/** Whose factor an account takes that no directory has. */
export type ForeignMapping = administration.ForeignAccount;

/** An account as a workstation tells of it: a claim, as all that a workstation says. */
export interface ForeignSubject {
  account: Account;
  kind: ForeignKind;
}

/** What a mapping is looked for by. */
export interface ForeignKey {
  workstationId: string;
  /** Undefined where Windows does not know it. */
  sid: string | undefined;
  /** Whether the SID is a computer's own, and so one that clones share. */
  isLocal: boolean;
  foldedName: string;
}

export function foreignKeyOf(
  { account: { sid, netbiosDomain, samAccountName }, kind }: ForeignSubject,
  workstationId: string,
): ForeignKey {
  const isLocal = kind === 'local';
  // A user principal name says by itself whose it is.
  const isBare = isLocal || netbiosDomain === '';
  const name = isBare ? samAccountName : `${netbiosDomain}\\${samAccountName}`;
  return {
    workstationId,
    sid: sid === NULL_SID ? undefined : sid,
    isLocal,
    foldedName: foldName(name),
  };
}

/** Port: accounts that no directory has, and who is mapped to them. */
export interface ForeignAccountStore {
  /** @returns false when somebody is mapped to the account already */
  add(mapping: ForeignMapping): Promise<boolean>;
  /** What holds there: the SID on that workstation before that on every one, and before the name. */
  find(key: ForeignKey): Promise<ForeignMapping | undefined>;
  /** In the order of their ids. With a workstation, those that hold there. */
  list(page: {
    workstationId?: string | undefined;
    after: string;
    limit: number;
  }): Promise<ForeignMapping[]>;
  /** Names of accounts that are of a domain, other than those that every workstation knows as Entra or Microsoft ones. */
  domainNames(limit: number): Promise<string[]>;
  /** @returns what was removed */
  remove(id: ForeignAccountId): Promise<ForeignMapping | undefined>;
}
