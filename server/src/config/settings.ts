import { z } from 'zod';

import { setting } from './setting.js';

const text = z.string().min(1).max(4096);
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/**
 * A file on this machine. UNC paths and URLs would let whoever sets them make the server send its account's hash to
 * another machine (R25).
 */
const file = text
  .refine((value) => !/^(\\\\|\/\/)/.test(value), 'a network path is not allowed')
  .refine((value) => !/^[a-z][a-z0-9+.-]+:\/\//i.test(value), 'a URL is not allowed');

const host = text.regex(/^[A-Za-z0-9._:-]+$/, 'expected a host name or an address');

/** Every setting of the server. The first line of a description is a sentence that stands alone. */
export const SETTINGS = {
  GATEHOUSE_DATA: setting(
    file.default('./data'),
    'The folder of everything that this node keeps: the embedded database, the master key, the local socket.',
  ),
  GATEHOUSE_LISTEN: setting(
    text
      .regex(/^(\[[0-9A-Fa-f:.]+\]|[^:[\]\s]+):\d{1,5}$/, 'expected address:port')
      .default('0.0.0.0:8443'),
    'Address and port of the HTTPS listener; an IPv6 address in brackets.',
  ),
  GATEHOUSE_PUBLIC_URL: setting(
    z
      .url({ protocol: /^https$/ })
      .refine(
        (value) => URL.canParse(value) && new URL(value).pathname === '/',
        'a path is not allowed',
      )
      .optional(),
    'The URL that workstations reach the server at, behind a balancer the URL of the balancer. It goes into join tokens.',
    '`https://` with the host name of this machine and the port of GATEHOUSE_LISTEN',
  ),
  GATEHOUSE_PORTAL_URL: setting(
    z
      .url({ protocol: /^https$/ })
      .refine(
        (value) => URL.canParse(value) && !/[?#]/.test(value),
        'a query and a fragment are not allowed',
      )
      .optional(),
    'The URL of the pages for people, as their browsers reach it. It goes into links that set a new password.',
    'GATEHOUSE_PUBLIC_URL: the server has pages of its own',
  ),
  GATEHOUSE_HELP_DESK: setting(
    z
      .string()
      .min(1)
      .max(200)
      .regex(/^\P{C}*$/u, 'one line without control characters')
      .optional(),
    'How the help desk is reached, as the pages say it to whoever is told to call there: a number, an address, opening hours.',
    'none: the pages say only to call the help desk',
  ),
  GATEHOUSE_NODE_ID: setting(
    text
      .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/, 'lower-case letters, digits, dots and hyphens')
      .optional(),
    'The name of this node in the audit log. It must differ between nodes of one database: a second server of the same name does not start.',
    'the host name',
  ),
  GATEHOUSE_SOCKET: setting(
    file.optional(),
    'The Unix socket through which the user that runs the server administers it without a key. Not on Windows.',
    '`admin.sock` in GATEHOUSE_DATA',
  ),
  GATEHOUSE_LOG_LEVEL: setting(
    z.enum(['error', 'warn', 'info', 'debug']).default('info'),
    'The least severe log lines that are written. No level writes secrets.',
  ),
  GATEHOUSE_TRUSTED_PROXIES: setting(
    text
      .regex(
        /^[0-9A-Fa-f.:/]+(\s*,\s*[0-9A-Fa-f.:/]+)*$/,
        'expected addresses or CIDR ranges, comma separated',
      )
      .optional(),
    'Addresses of proxies whose X-Forwarded-For is believed. From anyone else the header is ignored.',
    'none',
  ),
  DATABASE_URL: setting(
    z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    'A PostgreSQL of your own, without a password: with one the URL is a secret and belongs in GATEHOUSE_DATABASE_URL_FILE.',
    'an embedded PostgreSQL in GATEHOUSE_DATA',
  ),
  GATEHOUSE_DATABASE_URL_FILE: setting(
    file.optional(),
    'A file with the URL of a PostgreSQL of your own, password included.',
  ),
  GATEHOUSE_TLS_CERT_FILE: setting(
    file.optional(),
    'PEM with the TLS certificate and its chain, from an authority that the workstations trust already.',
    "a certificate of the server's own authority, which workstations pin when they join",
  ),
  GATEHOUSE_TLS_KEY_FILE: setting(
    file.optional(),
    'PEM with the private key of GATEHOUSE_TLS_CERT_FILE.',
  ),
  GATEHOUSE_MASTER_KEY_FILE: setting(
    file.optional(),
    'The master key that wraps all data keys: 32 bytes in base64. All nodes need the same one. Without it the database is unreadable: keep a copy apart.',
    '`master.key` in GATEHOUSE_DATA, made at the first run',
  ),
  GATEHOUSE_MASTER_KEY_COMMAND: setting(
    text.optional(),
    'A program, with arguments as a JSON array, that prints the master key in base64: `["/usr/local/bin/kms-read","gatehouse"]`. No shell is involved.',
  ),
  GATEHOUSE_DIRECTORY: setting(
    z.enum(['local', 'ldap']).default('local'),
    'Where users are: `ldap` is Active Directory, `local` is a table of the database.',
  ),
  GATEHOUSE_DIRECTORIES_FILE: setting(
    file.optional(),
    'A JSON file that lists several directories, in place of GATEHOUSE_DIRECTORY and GATEHOUSE_LDAP_…: see [Directories](operating.md#directories).',
    'one directory, GATEHOUSE_DIRECTORY',
  ),
  GATEHOUSE_LOCAL_REALM: setting(
    text
      .regex(
        /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
        'lower-case letters, digits, dots and hyphens',
      )
      .default('local'),
    'The realm of the local directory: users may type `name@realm`.',
  ),
  GATEHOUSE_LDAP_URL: setting(
    z.url({ protocol: /^ldaps?$/ }).optional(),
    'A domain controller: `ldaps://dc1.corp.test`, or `ldap://…`, which is upgraded by StartTLS before anything is sent.',
  ),
  GATEHOUSE_LDAP_BASE_DN: setting(text.optional(), 'Where users are searched: `DC=corp,DC=test`.'),
  GATEHOUSE_LDAP_BIND_DN: setting(text.optional(), 'The service account that searches.'),
  GATEHOUSE_LDAP_PASSWORD_FILE: setting(
    file.optional(),
    "A file with the service account's password.",
  ),
  GATEHOUSE_LDAP_CA_FILE: setting(
    file.optional(),
    "PEM with the authority that issued the domain controllers' certificates. No other is trusted.",
  ),
  GATEHOUSE_LDAP_TIMEOUT_MS: setting(
    whole(100, 30_000).optional(),
    'The budget of one question to the directory, in milliseconds, connecting included.',
    '2500',
  ),
  GATEHOUSE_LDAP_POOL_SIZE: setting(
    whole(1, 100).optional(),
    'Most connections at once, for searches and for password checks each.',
    '8',
  ),
  GATEHOUSE_SMTP_HOST: setting(
    host.optional(),
    'The mail server for codes by e-mail. Without one this factor is not offered.',
    'none',
  ),
  GATEHOUSE_SMTP_PORT: setting(
    whole(1, 65_535).optional(),
    'Its port.',
    '587 for `starttls`, 465 for `tls`, 25 for `none`',
  ),
  GATEHOUSE_SMTP_SECURITY: setting(
    z.enum(['starttls', 'tls', 'none']).default('starttls'),
    'How the connection is protected. `none` is accepted only for a mail server on this machine.',
  ),
  GATEHOUSE_SMTP_USER: setting(
    text.optional(),
    'The name to authenticate with.',
    'no authentication',
  ),
  GATEHOUSE_SMTP_PASSWORD_FILE: setting(
    file.optional(),
    'A file with the password of GATEHOUSE_SMTP_USER.',
  ),
  GATEHOUSE_SMTP_FROM: setting(
    text.max(320).optional(),
    'The sender: `Gatehouse <gatehouse@corp.test>`. Required with GATEHOUSE_SMTP_HOST.',
  ),
  GATEHOUSE_SMTP_CA_FILE: setting(
    file.optional(),
    "PEM with the authority that issued the mail server's certificate.",
    'the authorities that Node brings',
  ),
  GATEHOUSE_BREACHED_LIST_FILE: setting(
    file.optional(),
    'A sorted list of SHA-1 hashes of passwords that are known to attackers, as "Have I Been Pwned" gives it, ordered by hash. It may be replaced while the server runs.',
    'none',
  ),
  GATEHOUSE_AUDIT_RETENTION_MONTHS: setting(
    whole(1, 1200).optional(),
    'How many full months of audit events are kept beside the present one. Older ones are dropped, a month at a time.',
    'all of them',
  ),
  GATEHOUSE_SELF_SERVICE_BEGINS: setting(
    whole(1, 100_000).default(30),
    'How many self-services one address may begin in browsers within the window, for whatever names, on all nodes together.',
  ),
  GATEHOUSE_SELF_SERVICE_PROOFS: setting(
    whole(1, 100_000).default(100),
    'How many codes and answer sets one address may give, and codes ask for again, in the self-services of browsers within the window.',
  ),
  GATEHOUSE_SELF_SERVICE_WINDOW_MINUTES: setting(
    whole(1, 1440).default(15),
    'How long that window lasts, which begins with the first of them.',
  ),
  GATEHOUSE_SYSLOG_HOST: setting(
    host.optional(),
    'The syslog receiver that gets every audit event, over TLS (RFC 5425).',
    'none',
  ),
  GATEHOUSE_SYSLOG_PORT: setting(whole(1, 65_535).optional(), 'Its port.', '6514'),
  GATEHOUSE_SYSLOG_CA_FILE: setting(
    file.optional(),
    "PEM with the only authority that is trusted for the receiver's certificate.",
    'the authorities that Node brings',
  ),
  GATEHOUSE_SYSLOG_FORMAT: setting(
    z.enum(['rfc5424', 'cef']).default('rfc5424'),
    'How events are written: as structured data of RFC 5424, or as CEF (ArcSight) in its messages.',
  ),
  GATEHOUSE_SYSLOG_ENTERPRISE: setting(
    text.regex(/^[1-9]\d{0,9}$/, 'expected a private enterprise number').default('32473'),
    'The private enterprise number in the name of the structured data. The default is the one for documentation (RFC 5612): set your own.',
  ),
  GATEHOUSE_ISSUER: setting(
    text.max(64).default('Gatehouse'),
    'The name that authenticator apps show above the code.',
  ),
} as const;

export type SettingName = keyof typeof SETTINGS;
