import type tls from 'node:tls';

import { Client, ResultCodeError } from 'ldapts';
import type { Change, Control, Entry, SearchOptions } from 'ldapts';

import type { Deadline } from '../deadline.js';
import { onlyOnce } from './tls-socket.js';

/**
 * One TLS connection to the directory. After any failure other than a result code of LDAP it is closed: what the
 * server still thinks of it is then unknown.
 */
export class LdapConnection {
  readonly #socket: tls.TLSSocket;
  readonly #client: Client;
  #closed = false;
  #lastAnswerAt = performance.now();

  constructor(socket: tls.TLSSocket) {
    this.#socket = socket;
    socket.once('close', () => (this.#closed = true));
    this.#client = new Client({
      url: 'ldaps://established',
      createSecureConnection: onlyOnce(() => socket),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Milliseconds since the server last said something: it may be gone without this side knowing. */
  get quietMs(): number {
    return performance.now() - this.#lastAnswerAt;
  }

  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  /**
   * A simple bind: exactly one request. A failed one leaves the connection open and anonymous (RFC 4511 4.2.1).
   *
   * @throws ResultCodeError when the server says no, other errors when the connection failed
   */
  async bind(
    name: string,
    password: string,
    deadline: Deadline,
    controls: Control[] = [],
  ): Promise<void> {
    await this.#perform('bind', deadline, () => this.#client.bind(name, password, controls));
  }

  /** Has the server say anything at all; that it refuses to will do. @throws Error when the connection failed */
  async requireAlive(deadline: Deadline): Promise<void> {
    try {
      await this.search('', { scope: 'base', attributes: ['1.1'] }, deadline);
    } catch (error) {
      if (!(error instanceof ResultCodeError)) throw error;
    }
  }

  /** An extended operation. @throws ResultCodeError when the server says no, other errors when the connection failed */
  async extended(oid: string, value: Buffer, deadline: Deadline): Promise<void> {
    await this.#perform('extended operation', deadline, () => this.#client.exop(oid, value));
  }

  /** @throws ResultCodeError when the server says no, other errors when the connection failed */
  async search(base: string, options: SearchOptions, deadline: Deadline): Promise<Entry[]> {
    const timeLimit = Math.max(1, Math.ceil(deadline.remainingMs / 1000));
    const { searchEntries } = await this.#perform('search', deadline, () =>
      this.#client.search(base, { timeLimit, ...options }),
    );
    return searchEntries;
  }

  /** @throws ResultCodeError when the server says no, other errors when the connection failed */
  async modify(
    dn: string,
    changes: Change[],
    deadline: Deadline,
    controls: Control[] = [],
  ): Promise<void> {
    await this.#perform('modify', deadline, () => this.#client.modify(dn, changes, controls));
  }

  close(): void {
    this.#closed = true;
    // Says goodbye where that is still possible, and destroys the socket in any case.
    void this.#client.unbind().catch(() => undefined);
    this.#socket.destroySoon();
  }

  async #perform<T>(what: string, deadline: Deadline, operation: () => Promise<T>): Promise<T> {
    const abandon = () => this.#socket.destroy();
    try {
      const result = await deadline.limit(what, operation(), abandon);
      this.#lastAnswerAt = performance.now();
      return result;
    } catch (error) {
      if (error instanceof ResultCodeError) {
        this.#lastAnswerAt = performance.now();
      } else {
        this.#closed = true;
        this.#socket.destroy();
      }
      throw error;
    }
  }
}
