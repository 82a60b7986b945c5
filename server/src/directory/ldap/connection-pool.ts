import type { Deadline } from '../deadline.js';
import { DirectoryUnavailableError } from '../directory.js';
import { Turnstile } from '../turnstile.js';
import type { LdapConnection } from './ldap-connection.js';

export interface ConnectionPoolOptions {
  open: (deadline: Deadline) => Promise<LdapConnection>;
  size: number;
  queueLimit: number;
  idleMs: number;
}

/**
 * Connections that are used by one call at a time. Broken ones leave by themselves, unused ones are closed, new ones
 * are opened when needed: there is nothing to repair after the directory was away.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #turnstile: Turnstile;
  readonly #idle = new Map<LdapConnection, NodeJS.Timeout>();
  readonly #open = new Set<LdapConnection>();
  #closed = false;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.size, options.queueLimit);
  }

  /**
   * Lends a connection to `work`, which is told whether it was used before: the server may have dropped such a one
   * without this side knowing.
   *
   * @throws DirectoryUnavailableError and what opening and `work` throw
   */
  async use<T>(
    deadline: Deadline,
    work: (connection: LdapConnection, reused: boolean) => Promise<T>,
  ): Promise<T> {
    return this.#turnstile.run(deadline, async () => {
      const idle = this.#takeIdle();
      const connection = idle ?? (await this.#openNew(deadline));
      try {
        return await work(connection, idle !== undefined);
      } finally {
        this.#giveBack(connection);
      }
    });
  }

  /** Closes the unused connections: when one turned out broken, the others are old as well. */
  dropIdle(): void {
    for (const connection of [...this.#idle.keys()]) connection.close();
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#open]) connection.close();
  }

  #takeIdle(): LdapConnection | undefined {
    // The youngest first, so that the pool shrinks when there is less to do.
    for (const connection of [...this.#idle.keys()].reverse()) {
      this.#forgetIdle(connection);
      if (!connection.closed) return connection;
    }
    return undefined;
  }

  async #openNew(deadline: Deadline): Promise<LdapConnection> {
    this.#refuseWhenClosed();
    const connection = await this.#options.open(deadline);
    this.#open.add(connection);
    connection.onClose(() => {
      this.#open.delete(connection);
      this.#forgetIdle(connection);
    });
    if (this.#closed) connection.close();
    this.#refuseWhenClosed();
    return connection;
  }

  #giveBack(connection: LdapConnection): void {
    if (connection.closed) return;
    const timer = setTimeout(() => connection.close(), this.#options.idleMs);
    timer.unref();
    this.#idle.set(connection, timer);
  }

  #forgetIdle(connection: LdapConnection): void {
    clearTimeout(this.#idle.get(connection));
    this.#idle.delete(connection);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new DirectoryUnavailableError('the directory was closed');
  }
}
