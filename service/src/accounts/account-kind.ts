import type { ComputerFacts } from './windows-accounts.js';

/** Whose an account is, as far as its name and SID tell. */
export type AccountKind = 'directory' | 'local' | 'microsoft' | 'entra';

/**
 * `S-1-12-1-…` is an Entra account, `S-1-11-96-…` a Microsoft account
 * (learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers, [MS-DTYP] 2.4.2.4).
 */
const ENTRA = 'S-1-12-1-';
const MICROSOFT = 'S-1-11-96-';

/** What Windows puts before the names of such accounts. */
const DOMAINS = new Map<string, AccountKind>([
  ['AZUREAD', 'entra'],
  ['MICROSOFTACCOUNT', 'microsoft'],
]);

/**
 * Whose account a tile or a typed name means. A SID is believed before a name. `unclear` is a name without a domain, or with a
 * suffix, at a computer that is in no domain: it is local if there is such an account.
 */
export function kindOf(
  { sid, name }: { sid: string; name: string },
  { name: computer, accountsSid, isInDomain }: ComputerFacts,
): AccountKind | 'unclear' {
  if (sid.startsWith(ENTRA)) return 'entra';
  if (sid.startsWith(MICROSOFT)) return 'microsoft';
  if (sid !== '') {
    return accountsSid !== undefined && sid.startsWith(`${accountsSid}-`) ? 'local' : 'directory';
  }
  const text = name.trim();
  const backslash = text.indexOf('\\');
  if (backslash < 0) return isInDomain ? 'directory' : 'unclear';
  const domain = fold(text.slice(0, backslash));
  if (domain === '.' || (computer !== '' && domain === fold(computer))) return 'local';
  return DOMAINS.get(domain) ?? 'directory';
}

/** Windows compares names without regard to case. */
function fold(name: string): string {
  return name.normalize('NFC').toUpperCase();
}
