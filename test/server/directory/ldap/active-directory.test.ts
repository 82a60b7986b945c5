import { describe, expect, test } from '@jest/globals';
import type { Entry } from 'ldapts';

import {
  bindSubCode,
  chooseUser,
  readBindRefusal,
  userFilter,
} from '../../../../server/src/directory/ldap/active-directory.js';
import { parsePrincipalName } from '../../../../server/src/directory/principal-name.js';

const FACTS = { realm: 'corp.test', netbiosDomain: 'CORP', domainDn: 'DC=corp,DC=test' };

/** As Active Directory words it; versions differ in the numbers around. */
const refusal = (subCode: string) =>
  `80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, data ${subCode}, v4563 Code: 0x31`;

describe('readBindRefusal', () => {
  test.each([
    ['525', 'wrong'],
    ['52e', 'wrong'],
    ['52E', 'wrong'],
    ['775', 'locked'],
    ['530', 'logon-hours'],
    ['531', 'workstation'],
    ['532', 'password-expired'],
    ['533', 'disabled'],
    ['701', 'account-expired'],
    ['773', 'must-change'],
    // Not known here: the attempt counts all the same.
    ['569', 'wrong'],
    ['52e1', 'wrong'],
  ])('sub-code %s is %s', (subCode, expected) => {
    expect(readBindRefusal({ code: 49, message: refusal(subCode) })).toBe(expected);
  });

  test('invalid credentials without a sub-code are a wrong password', () => {
    expect(readBindRefusal({ code: 49, message: 'Invalid credentials' })).toBe('wrong');
  });

  test.each([
    ['a sub-code with another result (busy)', 51, refusal('52e')],
    ['unwilling to perform', 53, ''],
  ])('%s says nothing of the password', (_name, code, message) => {
    expect(readBindRefusal({ code, message })).toBeUndefined();
  });

  test('the sub-code goes to the log', () => {
    expect(bindSubCode(refusal('569'))).toBe('569');
  });
});

describe('userFilter', () => {
  const filterOf = (typed: string, findByMail = false) =>
    userFilter(parsePrincipalName(typed)!, FACTS, findByMail)?.toString();

  test('names are values and never filters', () => {
    expect(filterOf('a)(objectClass=*')).toBe(
      String.raw`(&(sAMAccountType=805306368)(sAMAccountName=a\29\28objectClass=\2a))`,
    );
  });

  test('a name of another domain is not looked up', () => {
    expect(filterOf('OTHER\\alice')).toBeUndefined();
  });

  test('the domain may be written as NetBIOS or DNS name', () => {
    const expected = '(&(sAMAccountType=805306368)(sAMAccountName=alice))';
    expect(filterOf('corp\\alice')).toBe(expected);
    expect(filterOf('corp.test\\alice')).toBe(expected);
  });

  test('a suffixed name may be a stated or an implied UPN, and mail where that is wanted', () => {
    expect(filterOf('alice@corp.test', true)).toContain(
      '(|(userPrincipalName=alice@corp.test)(sAMAccountName=alice)(mail=alice@corp.test))',
    );
    expect(filterOf('alice@other.test')).toBe(
      '(&(sAMAccountType=805306368)(|(userPrincipalName=alice@other.test)))',
    );
  });
});

describe('chooseUser', () => {
  const name = parsePrincipalName('alice@corp.test')!;
  const entry = (sAMAccountName: string, userPrincipalName: string): Entry => ({
    dn: `CN=${sAMAccountName}`,
    sAMAccountName,
    userPrincipalName,
  });
  const stated = entry('bob', 'Alice@CORP.test');
  const implied = entry('alice', 'alice@elsewhere.test');
  const byMail = entry('carol', 'carol@corp.test');

  test('a stated user principal name goes before an implied one, that before a mail address', () => {
    expect(chooseUser([byMail, implied, stated], name, FACTS)).toBe(stated);
    expect(chooseUser([byMail, implied], name, FACTS)).toBe(implied);
    expect(chooseUser([byMail], name, FACTS)).toBe(byMail);
  });

  test('two of the same rank are nobody', () => {
    expect(chooseUser([stated, { ...stated }, implied], name, FACTS)).toBeUndefined();
    expect(chooseUser([byMail, { ...byMail }], name, FACTS)).toBeUndefined();
    expect(chooseUser([implied, stated], parsePrincipalName('alice')!, FACTS)).toBeUndefined();
  });
});
