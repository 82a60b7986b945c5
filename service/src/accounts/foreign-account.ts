import type { Account, ForeignKind } from '@gatehouse/protocol';

import { kindOf } from './account-kind.js';
import type { WindowsAccounts } from './windows-accounts.js';

/** "No security principal" ([MS-DTYP] 2.4.2.4, NULL): nobody here knows the SID. */
const NULL_SID = 'S-1-0-0';

/** An account that no directory has, and whose it is. */
export interface ForeignAccount {
  account: Account;
  kind: ForeignKind;
}

/** Somebody as typed, for Windows to make something of: a name without a domain is one that Windows looks for itself. */
export function typedAccount({ sid, name }: { sid: string; name: string }): Account {
  const typed = name.trim();
  const backslash = typed.indexOf('\\');
  const [netbiosDomain, samAccountName] =
    backslash < 0 ? ['', typed] : [typed.slice(0, backslash), typed.slice(backslash + 1)];
  return { sid: sid === '' ? NULL_SID : sid, netbiosDomain, samAccountName };
}

/**
 * The account that a tile or a typed name means, if it is one that no directory has: local, Microsoft or Entra. Undefined for all
 * others, which the server knows, or nobody.
 */
export async function foreignAccount(
  subject: { sid: string; name: string },
  accounts: WindowsAccounts,
): Promise<ForeignAccount | undefined> {
  const facts = await accounts.facts();
  const kind = kindOf(subject, facts);
  if (kind === 'directory') return undefined;
  const found = await accounts.find(subject.sid === '' ? { name: subject.name } : subject);
  if (found !== undefined) return { account: found, kind: kind === 'unclear' ? 'local' : kind };
  // A name of nobody is the server's to refuse, as every other that nobody has.
  if (kind === 'unclear') return undefined;
  const typed = typedAccount(subject);
  const account = typed.netbiosDomain === '.' ? { ...typed, netbiosDomain: facts.name } : typed;
  return { account, kind };
}

/** An account of a domain that the server does not know, where it is one of those that the server told of by name. */
export function namedAccount(
  subject: { sid: string; name: string },
  names: readonly string[],
): ForeignAccount | undefined {
  const typed = foldName(subject.name);
  if (!names.some((name) => foldName(name) === typed)) return undefined;
  return { account: typedAccount(subject), kind: 'domain' };
}

function foldName(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
