import { describe, expect, test } from '@jest/globals';

import {
  dnsDomainOf,
  domainDnOf,
} from '../../../../server/src/directory/ldap/distinguished-name.js';
import { onlyOnce, parseLdapUrl } from '../../../../server/src/directory/ldap/tls-socket.js';

describe('parseLdapUrl', () => {
  test.each([
    'http://dc1.corp.test',
    'ldapi:///tmp/socket',
    'ldaps://',
    'ldaps://dc1.corp.test/DC=corp,DC=test',
    'ldaps://dc1.corp.test?x',
    'dc1.corp.test',
    '',
  ])('refuses %j', (url) => {
    expect(() => parseLdapUrl(url)).toThrow(TypeError);
  });

  test('every accepted URL means TLS', () => {
    expect(parseLdapUrl('ldaps://dc1.corp.test')).toEqual({
      host: 'dc1.corp.test',
      port: 636,
      startTls: false,
    });
    expect(parseLdapUrl('ldap://[::1]:1389/')).toEqual({ host: '::1', port: 1389, startTls: true });
  });
});

test('a connection is handed out once, so that nothing reconnects behind our back', () => {
  const make = onlyOnce(() => 'socket');
  expect(make()).toBe('socket');
  expect(make).toThrow('lost');
});

test('the domain of a distinguished name', () => {
  expect(domainDnOf('OU=Staff, DC=Corp,dc=test')).toBe('DC=Corp,DC=test');
  expect(dnsDomainOf('OU=Staff,DC=Corp,dc=test')).toBe('corp.test');
  expect(dnsDomainOf(String.raw`OU=a\,DC=evil,DC=corp,DC=test`)).toBe('corp.test');
  expect(dnsDomainOf('O=corp')).toBe('');
});
