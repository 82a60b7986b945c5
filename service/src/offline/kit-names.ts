import type { Account } from '@gatehouse/protocol';

import type { OfflineSubject } from './offline-authority.js';

/** The names by which a person may be found. */
export interface NamedAccount {
  account: Account;
  userPrincipalName?: string | undefined;
}

/** Windows compares names without regard to case. */
function fold(name: string): string {
  return name.normalize('NFC').toUpperCase();
}

/**
 * Whether a subject can be this account: by SID alone where one is known, else by `DOMAIN\name`, user principal name, or
 * bare account name as typed.
 */
export function isNamed(
  { account, userPrincipalName }: NamedAccount,
  { sid, name }: OfflineSubject,
): boolean {
  if (sid !== undefined) return account.sid === sid;
  const typed = fold(name.trim());
  const [bare = '', domain] = typed.split('\\', 2).toReversed();
  if (bare === '') return false;
  const sam = fold(account.samAccountName);
  if (domain !== undefined) return domain === fold(account.netbiosDomain) && bare === sam;
  return bare === sam || (userPrincipalName !== undefined && bare === fold(userPrincipalName));
}

/** The one that is meant; undefined when none is, or more than one may be. */
export function onlyNamed<T extends NamedAccount>(
  candidates: Iterable<T>,
  subject: OfflineSubject,
): T | undefined {
  const named = [...candidates].filter((candidate) => isNamed(candidate, subject));
  return named.length === 1 ? named[0] : undefined;
}
