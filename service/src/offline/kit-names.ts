import type { Account } from '@gatehouse/protocol';

import type { OfflineSubject } from './offline-authority.js';

/** The names by which a person may be found. */
export interface NamedAccount {
  account: Account;
  userPrincipalName?: string | undefined;
}

/** The names alone, of what has more. */
export function namesOf({ account, userPrincipalName }: NamedAccount): {
  account: Account;
  userPrincipalName?: string;
} {
  return { account, ...(userPrincipalName === undefined ? {} : { userPrincipalName }) };
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
  if (sid !== undefined && sid !== '') return account.sid === sid;
  const typed = fold(name.trim());
  const sam = fold(account.samAccountName);
  if (typed.includes('\\')) return typed === `${fold(account.netbiosDomain)}\\${sam}`;
  const upn = userPrincipalName === undefined ? undefined : fold(userPrincipalName);
  return typed !== '' && (typed === sam || typed === upn);
}

/** The one that is meant; undefined when none is, or more than one may be. */
export function onlyNamed<T extends NamedAccount>(
  candidates: Iterable<T>,
  subject: OfflineSubject,
): T | undefined {
  const named = [...candidates].filter((candidate) => isNamed(candidate, subject));
  return named.length === 1 ? named[0] : undefined;
}
