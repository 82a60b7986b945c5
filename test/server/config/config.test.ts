import { createConfig } from '../../../server/src/config/config.js';
import { readEnv } from '../../../server/src/config/env.js';

const configOf = (environment: Record<string, string>) => createConfig(readEnv(environment));

test('files that are not named lie in the data folder', () => {
  expect(configOf({ GATEHOUSE_DATA: '/srv/gatehouse' })).toMatchObject({
    masterKey: { file: '/srv/gatehouse/master.key', generate: true },
    socketPath: '/srv/gatehouse/admin.sock',
  });
});

test('a master key file that was named is never made', () => {
  const { masterKey } = configOf({ GATEHOUSE_MASTER_KEY_FILE: '/etc/gatehouse/master.key' });
  expect(masterKey).toEqual({ file: '/etc/gatehouse/master.key', generate: false });
});

test('an IPv6 address loses its brackets', () => {
  expect(configOf({ GATEHOUSE_LISTEN: '[::1]:8443' }).listen).toEqual({ host: '::1', port: 8443 });
});

const LDAP = {
  GATEHOUSE_DIRECTORY: 'ldap',
  GATEHOUSE_LDAP_URL: 'ldaps://dc1.corp.test',
  GATEHOUSE_LDAP_BASE_DN: 'DC=corp,DC=test',
  GATEHOUSE_LDAP_BIND_DN: 'CN=gatehouse,DC=corp,DC=test',
  GATEHOUSE_LDAP_PASSWORD_FILE: '/etc/gatehouse/ldap',
  GATEHOUSE_LDAP_CA_FILE: '/etc/gatehouse/ca.pem',
};

test.each(Object.keys(LDAP).slice(1))('an LDAP directory needs %s', (name) => {
  expect(configOf(LDAP).directory).toMatchObject({ kind: 'ldap', url: LDAP.GATEHOUSE_LDAP_URL });
  expect(() => configOf({ ...LDAP, [name]: '' })).toThrow(new RegExp(name));
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'a password in DATABASE_URL (R14)',
    { DATABASE_URL: 'postgres://u:canary@h/d' },
    /holds a password/,
  ],
  [
    'two databases',
    { DATABASE_URL: 'postgres://h/d', GATEHOUSE_DATABASE_URL_FILE: '/f' },
    /exclude/,
  ],
  [
    'a certificate without a key',
    { GATEHOUSE_TLS_CERT_FILE: '/c' },
    /GATEHOUSE_TLS_KEY_FILE is needed/,
  ],
  [
    'a key without a certificate',
    { GATEHOUSE_TLS_KEY_FILE: '/k' },
    /GATEHOUSE_TLS_CERT_FILE is needed/,
  ],
  [
    'two master keys',
    { GATEHOUSE_MASTER_KEY_FILE: '/k', GATEHOUSE_MASTER_KEY_COMMAND: '["x"]' },
    /exclude/,
  ],
  [
    'a master key command for a shell',
    { GATEHOUSE_MASTER_KEY_COMMAND: 'cat /k | base64' },
    /JSON array/,
  ],
  [
    'mail without a sender',
    { GATEHOUSE_SMTP_HOST: 'mail.corp.test' },
    /GATEHOUSE_SMTP_FROM is needed/,
  ],
  [
    'unprotected mail to another machine',
    {
      GATEHOUSE_SMTP_HOST: 'mail.corp.test',
      GATEHOUSE_SMTP_FROM: 'a@b.test',
      GATEHOUSE_SMTP_SECURITY: 'none',
    },
    /only for a mail server on this machine/,
  ],
  [
    'a mail user without a password',
    {
      GATEHOUSE_SMTP_HOST: 'mail.corp.test',
      GATEHOUSE_SMTP_FROM: 'a@b.test',
      GATEHOUSE_SMTP_USER: 'u',
    },
    /belong together/,
  ],
  ['a port that does not exist', { GATEHOUSE_LISTEN: '0.0.0.0:70000' }, /no such port/],
])('%s is refused', (_what, environment, message) => {
  expect(() => configOf(environment)).toThrow(message);
  expect(() => configOf(environment)).not.toThrow(/canary/);
});
