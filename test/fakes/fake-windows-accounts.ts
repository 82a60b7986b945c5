import type { Account } from '@gatehouse/protocol';

import type {
  ComputerFacts,
  WindowsAccounts,
} from '../../service/src/accounts/windows-accounts.js';

/** A computer with accounts and groups of its own. */
export class FakeWindowsAccounts implements WindowsAccounts {
  readonly computer: ComputerFacts;
  /** Why it cannot be asked. */
  fails: Error | undefined;
  readonly #accounts: Account[] = [];
  readonly #groups = new Map<string, string[]>();

  constructor(facts: Partial<ComputerFacts> = {}) {
    this.computer = { name: 'PC-1', accountsSid: 'S-1-5-21-7-7-7', isInDomain: false, ...facts };
  }

  /** An account of the computer itself, with SIDs of the groups that it is in. */
  add(samAccountName: string, rid: number, groups: string[] = []): Account {
    const { name: netbiosDomain, accountsSid = 'S-1-5-21-7-7-7' } = this.computer;
    const account = { sid: `${accountsSid}-${rid}`, netbiosDomain, samAccountName };
    this.#accounts.push(account);
    this.#groups.set(account.sid, groups);
    return account;
  }

  facts(): Promise<ComputerFacts> {
    return this.fails === undefined ? Promise.resolve(this.computer) : Promise.reject(this.fails);
  }

  /** Somebody else, as an account or group of a domain, in a group of the computer. */
  addMember(groupSid: string, member: string): void {
    this.#groups.set(member, [...(this.#groups.get(member) ?? []), groupSid]);
  }

  find(subject: { sid: string } | { name: string }): Promise<Account | undefined> {
    return Promise.resolve(
      this.#accounts.find((account) =>
        'sid' in subject
          ? account.sid === subject.sid
          : namesOf(account).includes(subject.name.trim().toUpperCase()),
      ),
    );
  }

  groups({ sid }: Account): Promise<readonly string[]> {
    return Promise.resolve(this.#groups.get(sid) ?? []);
  }

  members(groupSid: string): Promise<readonly string[]> {
    if (this.fails !== undefined) return Promise.reject(this.fails);
    const members = [...this.#groups].filter(([, groups]) => groups.includes(groupSid));
    return Promise.resolve(members.map(([sid]) => sid));
  }
}

function namesOf({ netbiosDomain, samAccountName }: Account): string[] {
  const name = samAccountName.toUpperCase();
  return [name, `.\\${name}`, `${netbiosDomain.toUpperCase()}\\${name}`];
}
