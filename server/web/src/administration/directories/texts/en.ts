/** What to do about a step that fails, by its name. */
type Advice = Record<
  | 'find hosts'
  | 'resolve'
  | 'connect'
  | 'tls'
  | 'service bind'
  | 'root dse'
  | 'search'
  | 'database'
  | 'password hash'
  | 'other',
  string
>;

export const en = {
  title: 'Directories',
  lead: 'Where people are looked up and their passwords are checked. They are configured on the server; a test goes through everything that must be right, and changes nothing.',
  none: 'No directory is configured.',
  kinds: {
    local: 'People of this server',
    'active-directory': 'Active Directory',
    generic: 'LDAP directory',
  },
  isDefault: 'names without a realm belong here',
  servers: (servers: string) => `Servers: ${servers}`,
  test: 'Test',
  testOne: (realm: string) => `Test: ${realm}`,
  testAll: 'Test all',
  testing: 'The test runs…',
  steps: (realm: string) => `Steps of the test of ${realm}`,
  passed: 'passed',
  failed: 'failed',
  milliseconds: (count: number) => `${count} ms`,
  ok: (realm: string) => `${realm} answers, and every step passed.`,
  notOk: (realm: string) => `${realm}: a step failed. See beneath what to do.`,
  names: {
    'find hosts': 'Find the servers',
    resolve: 'Look up the address',
    connect: 'Connect',
    tls: 'Secure the connection',
    'service bind': 'Sign in with the service account',
    'root dse': 'Read what the server is',
    search: 'Search people',
    database: 'Read people from the database',
    'password hash': 'Check a password',
  } as Record<string, string>,
  advice: {
    'find hosts':
      'The DNS has no servers for this domain. Check the name of the domain, and that this server asks the DNS of the domain.',
    resolve:
      'The name of the server is not in the DNS. Check the address in the configuration, and the DNS of this server.',
    connect:
      'Nothing answers at that address and port. Check that the server runs, and that no firewall is between.',
    tls: 'The certificate does not fit. It must name the server as it is configured, be valid now, and come from the authority in GATEHOUSE_LDAP_CA_FILE or in caFile.',
    'service bind':
      'The service account is refused. Check its distinguished name and its password, and that it is not locked or expired.',
    'root dse':
      'The server answers, but not as a directory of that kind. Check that the address is that of a directory, and its dialect.',
    search:
      'The service account finds nobody. Check the base DN, and that the account may read people there.',
    database: 'The database does not answer. See the log of the server.',
    'password hash': 'Passwords cannot be checked. See the log of the server.',
    other: 'What the server says beneath names the cause. The log of the server has more.',
  } satisfies Advice,
  problems: { 'request.malformed': 'There is no such directory any more. Load the page again.' },
};

export type DirectoryTexts = typeof en;
