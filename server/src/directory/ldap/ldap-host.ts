import { ResultCodeError } from 'ldapts';

import { Availability } from '../availability.js';
import { Deadline } from '../deadline.js';
import { DirectoryUnavailableError } from '../directory.js';
import { ConnectionPool } from './connection-pool.js';
import { asUnavailable } from './directory-failure.js';
import { LdapConnection } from './ldap-connection.js';
import { connectTcp, upgradeToTls } from './tls-socket.js';
import type { LdapEndpoint } from './tls-socket.js';

/** The directory refused the service account: asking elsewhere would only count against it there as well. */
export class ServiceRefusedError extends DirectoryUnavailableError {}

/** After the service account was refused, how long it is not tried again: a typing error must not lock it out. */
const SERVICE_REFUSAL_PAUSE_MS = 10_000;

/** When the hosts of a directory last refused the service account; one for all of them. */
export class ServiceRefusals {
  #at = -Infinity;

  /** @throws ServiceRefusedError while it is too soon to try again */
  requirePause(): void {
    if (performance.now() - this.#at < SERVICE_REFUSAL_PAUSE_MS) {
      throw new ServiceRefusedError('the service account was refused a moment ago');
    }
  }

  note(): void {
    this.#at = performance.now();
  }
}

export interface LdapHostOptions {
  endpoint: LdapEndpoint;
  /** PEM with the certificate authorities to trust. */
  ca: string;
  bindDn: string;
  password: string;
  timeoutMs: number;
  poolSize: number;
  queueLimit: number;
  idleMs: number;
  refusals: ServiceRefusals;
}

/**
 * One host of a directory. Searches go over connections that are bound as the service account; passwords are checked on
 * connections of their own, which are bound again and again.
 */
export class LdapHost {
  readonly endpoint: LdapEndpoint;
  readonly availability = new Availability();
  readonly searches: ConnectionPool;
  readonly binds: ConnectionPool;
  readonly #options: LdapHostOptions;

  constructor(options: LdapHostOptions) {
    this.#options = options;
    this.endpoint = options.endpoint;
    const { poolSize: size, queueLimit, idleMs } = options;
    const bounds = { size, queueLimit, idleMs };
    this.searches = new ConnectionPool({ open: (deadline) => this.open(deadline), ...bounds });
    this.binds = new ConnectionPool({ open: (deadline) => this.#connect(deadline), ...bounds });
  }

  /**
   * A connection that is bound as the service account.
   *
   * @throws ServiceRefusedError, DirectoryUnavailableError when time is up, Error of the system or of TLS
   */
  async open(deadline: Deadline): Promise<LdapConnection> {
    const { refusals, bindDn, password } = this.#options;
    refusals.requirePause();
    const connection = await this.#connect(deadline);
    try {
      await connection.bind(bindDn, password, deadline);
      return connection;
    } catch (error) {
      connection.close();
      if (!(error instanceof ResultCodeError)) throw error;
      refusals.note();
      const { message } = asUnavailable('the service account was refused', error);
      throw new ServiceRefusedError(message, { cause: error });
    }
  }

  /** Whether it does all that a search needs, on a connection of its own. @throws as {@link open} */
  async probe(): Promise<void> {
    const deadline = new Deadline(this.#options.timeoutMs);
    const connection = await this.open(deadline);
    try {
      await connection.requireAlive(deadline);
    } finally {
      connection.close();
    }
  }

  dropIdle(): void {
    this.searches.dropIdle();
    this.binds.dropIdle();
  }

  close(): void {
    this.searches.close();
    this.binds.close();
  }

  async #connect(deadline: Deadline): Promise<LdapConnection> {
    const socket = await connectTcp(this.endpoint, deadline);
    const { ca } = this.#options;
    return new LdapConnection(await upgradeToTls(socket, this.endpoint, ca, deadline));
  }
}
