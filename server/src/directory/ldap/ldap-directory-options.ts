import type { DirectoryLog } from '../directory-log.js';
import type { HostList } from './host-list.js';
import type { HostOrder } from './ldap-hosts.js';

/** What an administrator says of any directory that speaks LDAP. */
export interface LdapConnectionOptions {
  /**
   * `ldaps://dc1.corp.test` (port 636), or `ldap://dc1.corp.test` (port 389), which is then upgraded by StartTLS
   * before anything else is sent. There is no way to talk without TLS. The host name must be in the certificate. Several
   * hosts stand in for one another.
   */
  url: string | readonly string[] | HostList;
  /**
   * How reads go around the hosts. Passwords are always proven at the first one that answers, because hosts count wrong
   * ones each for itself.
   */
  order?: HostOrder;
  /** Where users are searched: the whole tree (`DC=corp,DC=test`) or a part of it. Its DC components are the realm. */
  baseDn: string;
  /** The realm, where it is to be another one: ids of people begin with it. */
  realm?: string;
  /** The service account that searches: its distinguished name or user principal name. */
  bindDn: string;
  /** The service account's password, in memory for the lifetime of the directory. */
  password: string;
  /** PEM with the certificate authorities to trust. The ones that Node or the system brings are not. */
  ca: string;
  /** One budget for everything that a call needs: waiting for a connection, TCP, TLS, binds and searches. */
  timeoutMs?: number;
  /** Most connections at once, for searches and for password binds each. */
  poolSize?: number;
  /** How many calls may wait for a connection of a pool; further ones fail at once. */
  queueLimit?: number;
  /** A connection unused for so long is closed. Domain controllers and firewalls drop idle ones without a word. */
  idleMs?: number;
  /** Whether a name with an @ may also be the value of a user's mail attribute. */
  findByMail?: boolean;
  log?: DirectoryLog;
}

/** What an administrator says of an Active Directory domain. */
export interface LdapDirectoryOptions extends LdapConnectionOptions {
  /**
   * How many wrong passwords before the one that would lock an account in the domain are left to others: no password is
   * proven from there on. One for each server node that may try passwords at the same moment.
   */
  lockoutMargin?: number;
}

export const LDAP_CONNECTION_DEFAULTS = {
  order: 'ordered',
  timeoutMs: 2500,
  poolSize: 8,
  queueLimit: 200,
  idleMs: 60_000,
  findByMail: false,
} as const satisfies Partial<LdapConnectionOptions>;

export const LDAP_DIRECTORY_DEFAULTS = {
  ...LDAP_CONNECTION_DEFAULTS,
  lockoutMargin: 1,
} as const satisfies Partial<LdapDirectoryOptions>;
