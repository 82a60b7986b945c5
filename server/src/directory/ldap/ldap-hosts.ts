import { ResultCodeError } from 'ldapts';

import type { Deadline } from '../deadline.js';
import type { DirectoryLog } from '../directory-log.js';
import { DirectoryUnavailableError } from '../directory.js';
import { OverloadedError } from '../turnstile.js';
import { failureCode } from './directory-failure.js';
import type { HostList } from './host-list.js';
import type { LdapConnection } from './ldap-connection.js';
import { LdapHost, ServiceRefusals, ServiceRefusedError } from './ldap-host.js';
import type { LdapEndpoint } from './tls-socket.js';

/**
 * The connection failed after the request went out: the server may have done it, so nobody does it again. The cause says
 * what happened.
 */
class SentError extends Error {}

/** `round-robin` is for what only reads: see {@link LdapHosts.prove}. */
export type HostOrder = 'ordered' | 'round-robin';

export interface LdapHostsOptions {
  realm: string;
  list: HostList;
  order: HostOrder;
  ca: string;
  bindDn: string;
  password: string;
  timeoutMs: number;
  poolSize: number;
  queueLimit: number;
  idleMs: number;
  log: DirectoryLog;
}

/** Hosts that a call tries: the second one has the rest of the budget to itself. */
const MOST_HOSTS = 2;
/** What a call gives a host while there is another one. */
const FIRST_SHARE = 0.5;
/** A connection that was quiet for so long is asked for a sign of life before a password goes over it. */
const QUIET_MS = 1_000;

/** Result codes by which a host says that it cannot now (RFC 4511, appendix A.1). */
const BUSY = 51;
const UNAVAILABLE = 52;

/**
 * The hosts of one directory, with one budget a call. A host that failed is avoided for a while; with nothing but such
 * hosts, those that failed longest ago are tried all the same. What only reads is tried at a second host within the same
 * budget. What a host may have done is done once.
 */
export class LdapHosts {
  readonly #options: LdapHostsOptions;
  readonly #refusals = new ServiceRefusals();
  /** By address, in the order of the list. */
  #hosts = new Map<string, LdapHost>();
  #turn = 0;
  #closed = false;

  constructor(options: LdapHostsOptions) {
    this.#options = options;
  }

  /** Runs `work`, which only reads, on a connection that is bound as the service account. */
  async read<T>(
    deadline: Deadline,
    work: (connection: LdapConnection, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return this.#tryHosts('read', deadline, (host, share, lent) =>
      host.searches.use(share, (connection, reused) => {
        lent.reused ||= reused;
        return work(connection, share);
      }),
    );
  }

  /**
   * Looks something up as the service account and then sends one request that proves a password, to the same host: what
   * hosts count, each counts for itself. Always the first host of the list that is not avoided, in whatever order reads
   * go. A second one is tried while the request has not gone out; after that, never.
   */
  async prove<L, T>(
    deadline: Deadline,
    look: (connection: LdapConnection, deadline: Deadline) => Promise<L>,
    request: (connection: LdapConnection, looked: L, deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return this.#tryHosts('once', deadline, async (host, share, lent) => {
      const looked = await host.searches.use(share, (connection, reused) => {
        lent.reused ||= reused;
        return look(connection, share);
      });
      return host.binds.use(share, async (connection, reused) => {
        lent.reused ||= reused;
        if (connection.quietMs > QUIET_MS) await connection.requireAlive(share);
        return once(connection, () => request(connection, looked, deadline));
      });
    });
  }

  /** Runs `work`, which writes, on a connection of its own, bound as the service account: once, at one host. */
  async write<T>(deadline: Deadline, work: (connection: LdapConnection) => Promise<T>): Promise<T> {
    return this.#tryHosts('once', deadline, async (host, share) => {
      const connection = await host.open(share);
      try {
        return await once(connection, () => work(connection));
      } finally {
        connection.close();
      }
    });
  }

  /** The hosts as they are known now. @throws DirectoryUnavailableError */
  endpoints(): Promise<readonly LdapEndpoint[]> {
    return this.#options.list.current();
  }

  close(): void {
    this.#closed = true;
    for (const host of this.#hosts.values()) host.close();
  }

  async #tryHosts<T>(
    kind: 'read' | 'once',
    deadline: Deadline,
    attempt: (host: LdapHost, share: Deadline, lent: { reused: boolean }) => Promise<T>,
  ): Promise<T> {
    const hosts = (await this.#ranked(kind)).slice(0, MOST_HOSTS);
    for (const [index, host] of hosts.entries()) {
      const isLast = index === hosts.length - 1;
      const share = isLast ? deadline : deadline.share(FIRST_SHARE);
      try {
        return await this.#atHost(host, (lent) => attempt(host, share, lent));
      } catch (error) {
        if (isLast || !mayBeRepeated(error)) throw causeOf(error);
      }
    }
    throw new DirectoryUnavailableError('the directory has no host');
  }

  /** A connection that was used before may be dead without the host being so: then a new one is tried first. */
  async #atHost<T>(host: LdapHost, attempt: (lent: { reused: boolean }) => Promise<T>): Promise<T> {
    const lent = { reused: false };
    try {
      const result = await attempt(lent);
      host.availability.succeeded();
      return result;
    } catch (error) {
      if (isNoFailure(error)) throw error;
      host.dropIdle();
      if (!lent.reused || !mayBeRepeated(error) || error instanceof DirectoryUnavailableError) {
        this.#noteFailure(host, error);
        throw error;
      }
    }
    try {
      const result = await attempt({ reused: false });
      host.availability.succeeded();
      return result;
    } catch (error) {
      if (!isNoFailure(error)) this.#noteFailure(host, error);
      throw error;
    }
  }

  #noteFailure(host: LdapHost, error: unknown): void {
    if (!host.availability.isAvoided) {
      const cause = causeOf(error);
      this.#options.log.warn('a host of a directory failed and is avoided for a while', {
        realm: this.#options.realm,
        host: host.endpoint.host,
        port: host.endpoint.port,
        code: failureCode(cause),
        reason: cause instanceof DirectoryUnavailableError ? cause.message : '',
      });
    }
    host.availability.failed();
  }

  async #ranked(kind: 'read' | 'once'): Promise<LdapHost[]> {
    if (this.#closed) throw new DirectoryUnavailableError('the directory was closed');
    this.#keep(await this.#options.list.current());
    const all = [...this.#hosts.values()];
    const isRotated = kind === 'read' && this.#options.order === 'round-robin';
    const first = isRotated ? this.#turn++ % Math.max(all.length, 1) : 0;
    const inTurn = [...all.slice(first), ...all.slice(0, first)];
    const avoided = inTurn
      .filter(({ availability }) => availability.isAvoided)
      .toSorted((a, b) => a.availability.avoidedUntil - b.availability.avoidedUntil);
    // A single host is probed by the calls themselves.
    if (all.length > 1) {
      for (const host of avoided) host.availability.probeWhenDue(() => host.probe());
    }
    return [...inTurn.filter(({ availability }) => !availability.isAvoided), ...avoided];
  }

  /** Makes hosts that are new, and lets go of those that the list names no more. */
  #keep(endpoints: readonly LdapEndpoint[]): void {
    const before = this.#hosts;
    const addresses = endpoints.map(addressOf);
    if (
      addresses.length === before.size &&
      addresses.every((address, i) => address === [...before.keys()][i])
    )
      return;
    this.#hosts = new Map(
      endpoints.map((endpoint) => {
        const address = addressOf(endpoint);
        const known = before.get(address);
        return [
          address,
          known ?? new LdapHost({ ...this.#options, endpoint, refusals: this.#refusals }),
        ];
      }),
    );
    for (const [address, host] of before) if (!this.#hosts.has(address)) host.close();
  }
}

/** Runs what must not be repeated once it is under way. */
async function once<T>(connection: LdapConnection, request: () => Promise<T>): Promise<T> {
  if (connection.closed) throw new Error('the connection was lost');
  try {
    return await request();
  } catch (error) {
    if (error instanceof ResultCodeError) throw error;
    throw new SentError('the connection failed after the request went out', { cause: error });
  }
}

function addressOf({ host, port, startTls }: LdapEndpoint): string {
  return `${startTls ? 'ldap' : 'ldaps'}://${host}:${port}`;
}

/** What the host answered, or what says nothing of it. */
function isNoFailure(error: unknown): boolean {
  if (error instanceof ResultCodeError) return error.code !== BUSY && error.code !== UNAVAILABLE;
  return error instanceof OverloadedError || error instanceof ServiceRefusedError;
}

function mayBeRepeated(error: unknown): boolean {
  if (error instanceof ResultCodeError) return error.code === BUSY || error.code === UNAVAILABLE;
  return !(error instanceof SentError || error instanceof ServiceRefusedError);
}

function causeOf(error: unknown): unknown {
  return error instanceof SentError ? error.cause : error;
}
