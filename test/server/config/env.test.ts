import { ConfigurationError, readEnv } from '../../../server/src/config/env.js';
import { SETTINGS } from '../../../server/src/config/settings.js';

test('nothing set is a complete configuration', () => {
  expect(readEnv({})).toMatchObject({
    GATEHOUSE_DATA: './data',
    GATEHOUSE_LISTEN: '0.0.0.0:8443',
    GATEHOUSE_DIRECTORY: 'local',
  });
});

test('an empty variable is an unset one', () => {
  expect(readEnv({ GATEHOUSE_LISTEN: '', DATABASE_URL: '' })).toEqual(readEnv({}));
});

test.each([
  ['GATEHOUSE_LDAP_PASWORD_FILE', 'GATEHOUSE_LDAP_PASSWORD_FILE'],
  ['GATEHOUSE_DATABASE_URL', 'GATEHOUSE_DATABASE_URL_FILE'],
  ['GATEHOUSE_LISTENS', 'GATEHOUSE_LISTEN'],
])('an unknown variable %s is refused and %s is named', (given, meant) => {
  expect(() => readEnv({ [given]: 'x' })).toThrow(
    new RegExp(`${given} .*did you mean ${meant}\\?`),
  );
});

test('all mistakes are told at once, and no value is repeated', () => {
  const read = () =>
    readEnv({
      GATEHOUSE_LISTEN: 'canary',
      GATEHOUSE_LOG_LEVEL: 'canary',
      GATEHOUSE_SMTP_PORT: 'canary',
    });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(/GATEHOUSE_LISTEN[\s\S]*GATEHOUSE_LOG_LEVEL[\s\S]*GATEHOUSE_SMTP_PORT/);
  expect(read).not.toThrow(/canary/);
});

test.each([
  '\\\\evil\\share\\key',
  '//evil/share/key',
  'https://evil.test/key',
  'file:///etc/key',
  'smb://evil/key',
])('R25: the file %s is not on this machine and is refused', (value) => {
  for (const name of Object.keys(SETTINGS).filter((each) => each.endsWith('_FILE'))) {
    expect(() => readEnv({ [name]: value })).toThrow(name);
  }
});

test.each(['8443', 'host:', ':8443', 'host:port', '::1:8443', 'host:123456'])(
  '%s is no address to listen at',
  (value) => {
    expect(() => readEnv({ GATEHOUSE_LISTEN: value })).toThrow(/GATEHOUSE_LISTEN/);
  },
);

test.each(['http://gate.corp.test', 'https://gate.corp.test/sub', 'gate.corp.test'])(
  '%s is no public URL',
  (value) => {
    expect(() => readEnv({ GATEHOUSE_PUBLIC_URL: value })).toThrow(/GATEHOUSE_PUBLIC_URL/);
  },
);
