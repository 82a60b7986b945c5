import { skeletonOf } from '../candidate.js';
import type { NamedAccount, Rule } from './rule.js';

/** Shorter parts of names are parts of words as well. */
const MIN_PART = 4;
/** The logon name counts from here on, as in Active Directory ([MS-SAMR] 3.1.1.7.2). */
const MIN_LOGON_NAME = 3;

/** Neither a name of the person nor the domain's, however it is dressed up. */
export const personal: Rule = ({ skeleton, folded }, { policy, account }) => {
  if (!policy.personal) return [];
  const logonName = account.samAccountName.toLowerCase();
  const found =
    (logonName.length >= MIN_LOGON_NAME && folded.includes(logonName)) ||
    partsOf(account).some((part) => skeleton.includes(part));
  return found ? [{ code: 'password.personal' }] : [];
};

function partsOf({ netbiosDomain, realm, ...account }: NamedAccount): string[] {
  const { samAccountName, displayName = '', mail = '', userPrincipalName = '' } = account;
  const [mailbox = '', ...mailHost] = mail.split('@');
  // The last label of a domain is a country or the like.
  const labels = [...realm.split('.').slice(0, -1), ...mailHost.join('').split('.').slice(0, -1)];
  const names = [samAccountName, mailbox, userPrincipalName.split('@', 1)[0] ?? '', netbiosDomain];
  return [...names, ...names.flatMap(split), ...split(displayName), ...labels]
    .map(skeletonOf)
    .filter((part) => part.length >= MIN_PART);
}

function split(name: string): string[] {
  return name.split(/[^\p{L}\p{M}\p{Nd}]+/u);
}
