import { AndFilter, EqualityFilter, ExtensibleFilter, OrFilter } from 'ldapts';
import type { Entry, Filter } from 'ldapts';

import type { DirectoryAccount, DirectoryGroup, PasswordCheck } from '../directory.js';
import { equalNames } from '../principal-name.js';
import type { PrincipalName } from '../principal-name.js';
import type { SearchText } from '../search-text.js';
import type { DomainFacts } from './domain-facts.js';
import { binary, text } from './entry.js';
import { readFileTime } from './file-time.js';
import { readGeneralizedTime } from './generalized-time.js';
import { formatObjectGuid } from './object-guid.js';
import { formatObjectSid, parseSid } from './object-sid.js';
import { peopleFilter } from './people-filter.js';

/** SAM_NORMAL_USER_ACCOUNT ([MS-SAMR] 2.2.1.9): people and service accounts; no computers, no trusts, no groups. */
const NORMAL_USER = '805306368';

export const USER_ATTRIBUTES = [
  'objectGUID',
  'objectSid',
  'sAMAccountName',
  'userPrincipalName',
  'displayName',
  'mail',
  'userAccountControl',
  'accountExpires',
  'pwdLastSet',
  'lastLogonTimestamp',
  'whenCreated',
];
export const GROUP_ATTRIBUTES = ['objectSid', 'sAMAccountName'];
export const BINARY_ATTRIBUTES = ['objectGUID', 'objectSid', 'tokenGroups'];

/** ERROR_LOGON_FAILURE: the sub-code that follows a look at the password of an account that may log on. */
export const WRONG_PASSWORD = '52e';

/**
 * The second half of error 49 of a bind: a Windows error code in hexadecimal. A domain controller tells those below
 * the line only to who knows the password.
 * https://learn.microsoft.com/windows/win32/debug/system-error-codes--1300-1699-
 */
const BIND_SUB_CODES = new Map<string, PasswordCheck>([
  ['525', 'wrong'], // ERROR_NO_SUCH_USER
  [WRONG_PASSWORD, 'wrong'],
  ['775', 'locked'], // ERROR_ACCOUNT_LOCKED_OUT
  // after a right password
  ['530', 'logon-hours'], // ERROR_INVALID_LOGON_HOURS
  ['531', 'workstation'], // ERROR_INVALID_WORKSTATION
  ['532', 'password-expired'], // ERROR_PASSWORD_EXPIRED
  ['533', 'disabled'], // ERROR_ACCOUNT_DISABLED
  ['701', 'account-expired'], // ERROR_ACCOUNT_EXPIRED
  ['773', 'must-change'], // ERROR_PASSWORD_MUST_CHANGE
]);

/** LDAP's invalidCredentials (RFC 4511, appendix A.1). */
const INVALID_CREDENTIALS = 49;

/**
 * What a refused bind says of the password; undefined when it says nothing of it. Invalid credentials with a sub-code that
 * is not known here are a wrong password at the least: an attempt that a directory refused is never given back.
 */
export function readBindRefusal(refusal: {
  code: number;
  message: string;
}): PasswordCheck | undefined {
  if (refusal.code !== INVALID_CREDENTIALS) return undefined;
  return BIND_SUB_CODES.get(bindSubCode(refusal.message) ?? '') ?? 'wrong';
}

/** `52e` from `80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data 52e, v4563`. */
export function bindSubCode(message: string): string | undefined {
  return /\bdata ([0-9a-f]{1,8})\b/i.exec(message)?.[1]?.toLowerCase();
}

/** Finds the user of that name, a distinguished one as the base of the search; undefined when the name belongs to another domain. */
export function userFilter(
  name: PrincipalName,
  facts: DomainFacts,
  findByMail: boolean,
): Filter | undefined {
  switch (name.form) {
    case 'sam':
      return normalUser(equals('sAMAccountName', name.name));
    case 'dn':
      return anyUserFilter();
    case 'domain': {
      const ours = [facts.netbiosDomain, facts.realm].some((own) => equalNames(own, name.domain));
      return ours ? normalUser(equals('sAMAccountName', name.name)) : undefined;
    }
    case 'suffixed': {
      const alternatives: Filter[] = [equals('userPrincipalName', name.whole)];
      if (equalNames(name.suffix, facts.realm)) {
        alternatives.push(equals('sAMAccountName', name.name));
      }
      if (findByMail) alternatives.push(equals('mail', name.whole));
      return normalUser(new OrFilter({ filters: alternatives }));
    }
  }
}

/** Finds a user by objectGUID. */
export function userWithGuidFilter(guid: Buffer): Filter {
  return normalUser(new EqualityFilter({ attribute: 'objectGUID', value: guid }));
}

/** As many entries as must be seen to tell one match from several, over all meanings of a suffixed name. */
export const USER_SIZE_LIMIT = 4;

/**
 * The one entry that a name means; undefined when none or several do. A stated user principal name goes before an
 * implied one (`sAMAccountName@realm`), that before a mail address ([MS-ADTS] 5.1.1.1.1).
 */
export function chooseUser(
  entries: Entry[],
  name: PrincipalName,
  facts: DomainFacts,
): Entry | undefined {
  if (entries.length <= 1) return entries[0];
  if (name.form !== 'suffixed') return undefined;
  const stated = entries.filter((entry) =>
    equalNames(text(entry, 'userPrincipalName') ?? '', name.whole),
  );
  if (stated.length > 0) return stated.length === 1 ? stated[0] : undefined;
  if (!equalNames(name.suffix, facts.realm)) return undefined;
  const implied = entries.filter((entry) =>
    equalNames(text(entry, 'sAMAccountName') ?? '', name.name),
  );
  return implied.length === 1 ? implied[0] : undefined;
}

/** @throws RangeError when the entry lacks what an account must have */
export function readAccount(entry: Entry, facts: DomainFacts, realm: string): DirectoryAccount {
  const samAccountName = text(entry, 'sAMAccountName');
  if (samAccountName === undefined) throw new RangeError('a user without sAMAccountName');
  const optional = {
    userPrincipalName: text(entry, 'userPrincipalName'),
    displayName: text(entry, 'displayName'),
    mail: text(entry, 'mail'),
    disabled: isDisabled(entry) || undefined,
    expiresAt: readFileTime(text(entry, 'accountExpires')),
    passwordGeneration: generationOf(text(entry, 'pwdLastSet')),
    passwordSetAt: readFileTime(text(entry, 'pwdLastSet')),
    lastUsedAt:
      readFileTime(text(entry, 'lastLogonTimestamp')) ??
      readGeneralizedTime(text(entry, 'whenCreated')),
  };
  return {
    principalId: `${realm}/${formatObjectGuid(binary(entry, 'objectGUID'))}`,
    realm,
    distinguishedName: entry.dn,
    sid: formatObjectSid(binary(entry, 'objectSid')),
    netbiosDomain: facts.netbiosDomain,
    samAccountName,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** ADS_UF_ACCOUNT_DISABLE ([MS-ADTS] 2.2.16). */
const ACCOUNT_DISABLED = 0x2;

export function isDisabled(entry: Entry): boolean {
  return (Number(text(entry, 'userAccountControl') ?? 0) & ACCOUNT_DISABLED) !== 0;
}

/** Zero is a password that must be changed at the next logon ([MS-ADTS] 3.1.1.4.4). */
function generationOf(pwdLastSet: string | undefined): string | undefined {
  return pwdLastSet !== undefined && /^[1-9]\d{0,19}$/.test(pwdLastSet) ? pwdLastSet : undefined;
}

/** The SIDs of all groups that a logon of this user would carry: nested ones, and the primary one. */
export function readTokenGroups(entry: Entry): string[] {
  const value = entry['tokenGroups'];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item) => Buffer.isBuffer(item)).map(formatObjectSid);
}

/** Where a user's own memberships are, the primary group apart. */
export const DIRECT_GROUP_ATTRIBUTES = ['memberOf', 'primaryGroupID'];

/** Tells whether a group is one that the user is in by itself, not by way of another one. */
export function readDirectGroups(user: Entry | undefined): (group: Entry) => boolean {
  const memberOf = user?.['memberOf'] ?? [];
  const names = new Set((Array.isArray(memberOf) ? memberOf : [memberOf]).map(String));
  const primary = user === undefined ? undefined : text(user, 'primaryGroupID');
  // Nothing is said of nesting where the service account may not read it.
  if (primary === undefined) return () => true;
  return (group) =>
    names.has(group.dn) || formatObjectSid(binary(group, 'objectSid')).endsWith(`-${primary}`);
}

export function groupsFilter(sids: string[]): Filter {
  const filters = sids.map(
    (sid) => new EqualityFilter({ attribute: 'objectSid', value: parseSid(sid) }),
  );
  return new OrFilter({ filters });
}

/**
 * Attributes that a domain controller has an index for (searchFlags in the default schema). `employeeID` has none: it would
 * make every search read everybody.
 */
const SEARCHED = {
  name: 'sAMAccountName',
  beginnings: ['sAMAccountName', 'displayName', 'mail', 'userPrincipalName', 'givenName', 'sn'],
  pair: ['givenName', 'sn'],
} as const;

/** Finds people for the help desk; undefined when nobody can be meant. */
export function searchFilter(text: SearchText): Filter | undefined {
  if (text.form !== 'sid') return normalUser(peopleFilter(text, SEARCHED));
  const value = sidOf(text.sid);
  return value && normalUser(new EqualityFilter({ attribute: 'objectSid', value }));
}

/** A group by its name, or by its SID. */
export function namedGroupFilter(name: string): Filter {
  const sid = sidOf(name);
  const named =
    sid === undefined
      ? equals('sAMAccountName', name)
      : new EqualityFilter({ attribute: 'objectSid', value: sid });
  return new AndFilter({ filters: [equals('objectClass', 'group'), named] });
}

function sidOf(text: string): Buffer | undefined {
  try {
    return parseSid(text.toUpperCase());
  } catch {
    return undefined;
  }
}

/** LDAP_MATCHING_RULE_IN_CHAIN ([MS-ADTS] 3.1.1.3.4.4.3): members of members, too. */
const inChain = (groupDn: string) =>
  new ExtensibleFilter({
    matchType: 'memberOf',
    rule: '1.2.840.113556.1.4.1941',
    value: groupDn,
  });

/** Groups within a group. */
export function nestedGroupFilter(groupDn: string): Filter {
  return new AndFilter({ filters: [equals('objectClass', 'group'), inChain(groupDn)] });
}

/**
 * People in a group, or in one within it. The primary group of a person, Domain Users as a rule, does not have that person among
 * its members: its number stands at the person ([MS-ADTS] 3.1.1.4.5.11, [MS-SAMR] 2.2.7.1).
 *
 * @param groups the group itself and those within it, whose SIDs are of the domain
 */
export function memberFilter(groupDn: string, groups: readonly Entry[]): Filter {
  const primary = groups.flatMap((group) => {
    const relativeId = formatObjectSid(binary(group, 'objectSid')).split('-').at(-1);
    return relativeId === undefined ? [] : [equals('primaryGroupID', relativeId)];
  });
  return normalUser(new OrFilter({ filters: [inChain(groupDn), ...primary] }));
}

/** @throws RangeError when the entry lacks what a group must have */
export function readGroup(entry: Entry): DirectoryGroup {
  const sid = formatObjectSid(binary(entry, 'objectSid'));
  return { name: text(entry, 'sAMAccountName') ?? sid, sid };
}

/** Everybody who could log on. */
export function anyUserFilter(): Filter {
  return equals('sAMAccountType', NORMAL_USER);
}

function normalUser(named: Filter): Filter {
  return new AndFilter({ filters: [anyUserFilter(), named] });
}

/** The library sends the value as it is: a filter object, unlike filter text, has nothing to escape. */
function equals(attribute: string, value: string): EqualityFilter {
  return new EqualityFilter({ attribute, value });
}
