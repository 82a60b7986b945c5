import { AndFilter, EqualityFilter, OrFilter } from 'ldapts';
import type { Entry, Filter } from 'ldapts';

import { NULL_SID } from '../../directory.js';
import type { DirectoryAccount } from '../../directory.js';
import { equalNames } from '../../principal-name.js';
import type { PrincipalName } from '../../principal-name.js';
import type { SearchText } from '../../search-text.js';
import { text } from '../entry.js';
import { readGeneralizedTime } from '../generalized-time.js';
import { peopleFilter } from '../people-filter.js';
import type { AttributeMap } from './generic-directory-options.js';

/** What a realm of RFC 4519 calls itself and its people. */
export interface PeopleFacts {
  realm: string;
  netbiosName: string;
  suffixes: readonly string[];
  personClass: string;
  attributes: AttributeMap;
  findByMail: boolean;
}

/** As many entries as must be seen to tell one match from several. */
export const PERSON_SIZE_LIMIT = 2;

/** Of ppolicy and lastbind; a server without them has none (draft-behera-ldap-password-policy, slapo-lastbind). */
export const POLICY_STATE = [
  'pwdChangedTime',
  'pwdReset',
  'pwdAccountLockedTime',
  'pwdPolicySubentry',
];

export function personAttributes({ attributes }: PeopleFacts): string[] {
  const { id, name, displayName, mail } = attributes;
  const times = ['pwdChangedTime', 'authTimestamp', 'createTimestamp'];
  return [id, name, displayName, 'cn', mail, ...times];
}

/** Everybody who could log on. */
export function anyPersonFilter({ personClass }: PeopleFacts): Filter {
  return equals('objectClass', personClass);
}

/** Finds the person of that name, a distinguished one as the base of the search; undefined when it belongs elsewhere. */
export function personFilter(name: PrincipalName, facts: PeopleFacts): Filter | undefined {
  const { attributes, realm, netbiosName, suffixes, findByMail } = facts;
  const person = (named: Filter) => new AndFilter({ filters: [anyPersonFilter(facts), named] });
  switch (name.form) {
    case 'dn':
      return anyPersonFilter(facts);
    case 'sam':
      return person(equals(attributes.name, name.name));
    case 'domain': {
      const isOurs = [netbiosName, realm].some((own) => equalNames(own, name.domain));
      return isOurs ? person(equals(attributes.name, name.name)) : undefined;
    }
    case 'suffixed': {
      const isOurs = [realm, ...suffixes].some((own) => equalNames(own, name.suffix));
      const alternatives = [
        ...(isOurs ? [equals(attributes.name, name.name)] : []),
        ...(findByMail ? [equals(attributes.mail, name.whole)] : []),
      ];
      return alternatives.length === 0
        ? undefined
        : person(new OrFilter({ filters: alternatives }));
    }
  }
}

/** Finds people for the help desk; undefined when nobody can be meant: nobody here has a SID. */
export function searchFilter(text: SearchText, facts: PeopleFacts): Filter | undefined {
  if (text.form === 'sid') return undefined;
  const { name, displayName, mail } = facts.attributes;
  const beginnings = [...new Set([name, 'cn', displayName, mail, 'givenName', 'sn'])];
  const named = peopleFilter(text, { name, beginnings, pair: ['givenName', 'sn'] });
  return new AndFilter({ filters: [anyPersonFilter(facts), named] });
}

export function personWithIdFilter(id: string, facts: PeopleFacts): Filter {
  const filters = [anyPersonFilter(facts), equals(facts.attributes.id, id)];
  return new AndFilter({ filters });
}

/** People of these user names. */
export function peopleNamedFilter(names: readonly string[], facts: PeopleFacts): Filter {
  const named = names.map((name) => equals(facts.attributes.name, name));
  return new AndFilter({ filters: [anyPersonFilter(facts), new OrFilter({ filters: named })] });
}

/** Ids as servers write them: a UUID, or hexadecimal digits with hyphens. Nothing that a filter or a path could mean. */
const ID = /^[0-9a-f][0-9a-f-]{7,63}$/;

/** The immutable id in a principal's id; undefined for ids of other directories. */
export function idOf(principalId: string, realm: string): string | undefined {
  const id = principalId.slice(realm.length + 1);
  return principalId === `${realm}/${id}` && ID.test(id) ? id : undefined;
}

/** @throws RangeError when the entry lacks what an account must have */
export function readPerson(entry: Entry, facts: PeopleFacts): DirectoryAccount {
  const { realm, netbiosName, attributes } = facts;
  const id = text(entry, attributes.id)?.toLowerCase();
  const name = text(entry, attributes.name);
  if (id === undefined || !ID.test(id)) throw new RangeError(`a person without ${attributes.id}`);
  if (name === undefined) throw new RangeError(`a person without ${attributes.name}`);
  const changedAt = readGeneralizedTime(text(entry, 'pwdChangedTime'));
  const optional = {
    displayName: text(entry, attributes.displayName) ?? text(entry, 'cn'),
    mail: text(entry, attributes.mail),
    passwordGeneration: changedAt?.getTime().toString(),
    passwordSetAt: changedAt,
    lastUsedAt:
      readGeneralizedTime(text(entry, 'authTimestamp')) ??
      readGeneralizedTime(text(entry, 'createTimestamp')),
  };
  return {
    principalId: `${realm}/${id}`,
    realm,
    distinguishedName: entry.dn,
    sid: NULL_SID,
    netbiosDomain: netbiosName,
    samAccountName: name,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/**
 * The spelling that all names share which caseIgnoreMatch takes for one (RFC 4518): case, width and repeated white space do
 * not count, diacritics do.
 */
export function foldIgnoringCase(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase().normalize('NFKC');
  return folded.trim().replaceAll(/\s+/g, ' ');
}

/** The library sends the value as it is: a filter object, unlike filter text, has nothing to escape. */
function equals(attribute: string, value: string): EqualityFilter {
  return new EqualityFilter({ attribute, value });
}
