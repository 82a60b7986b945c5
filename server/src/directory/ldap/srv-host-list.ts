import { resolveSrv } from 'node:dns/promises';

import { DirectoryUnavailableError } from '../directory.js';
import { failureCode } from './directory-failure.js';
import type { HostList } from './host-list.js';
import type { LdapEndpoint } from './tls-socket.js';

/** A record of RFC 2782. */
export interface SrvRecord {
  name: string;
  port: number;
  priority: number;
  weight: number;
}

/** Port: asks DNS for service records. */
export interface ServiceResolver {
  /** @throws Error of the system, ENOTFOUND and ENODATA when there are none */
  resolveSrv(name: string): Promise<SrvRecord[]>;
}

export const systemServiceResolver: ServiceResolver = { resolveSrv };

/** The name, and whether connections there begin in clear. The second one is Active Directory's ([MS-ADTS] 6.3.2.3). */
const SERVICES = [
  { prefix: '_ldaps._tcp', startTls: false },
  { prefix: '_ldap._tcp.dc._msdcs', startTls: true },
] as const;

/** How long the answer of DNS is good for: records do not say so to programs. */
const MAX_AGE_MS = 300_000;
/** After DNS did not answer, how long it is left alone. */
const PAUSE_MS = 5_000;
const TIMEOUT_MS = 1_000;
const MAX_HOSTS = 16;

/**
 * The hosts that DNS names: `_ldaps._tcp` of the domain, else `_ldap._tcp.dc._msdcs`, by priority and weight (RFC 2782).
 * DNS is not believed further than that: hosts outside of the domain are left out, and each must show a certificate for
 * its name. While DNS is silent the hosts known so far stand.
 */
export class SrvHostList implements HostList {
  readonly #domain: string;
  readonly #resolver: ServiceResolver;
  readonly #now: () => number;
  readonly #lot: () => number;
  #known: { endpoints: readonly LdapEndpoint[]; until: number } | undefined;
  #asking: Promise<readonly LdapEndpoint[]> | undefined;

  constructor(options: {
    domain: string;
    resolver?: ServiceResolver;
    /** Milliseconds of a clock that never goes back. */
    now?: () => number;
    /** Draws from 0 to 1. */
    lot?: () => number;
  }) {
    this.#domain = options.domain.toLowerCase();
    this.#resolver = options.resolver ?? systemServiceResolver;
    this.#now = options.now ?? (() => performance.now());
    this.#lot = options.lot ?? Math.random;
  }

  async current(): Promise<readonly LdapEndpoint[]> {
    if (this.#known !== undefined && this.#now() < this.#known.until) return this.#known.endpoints;
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<readonly LdapEndpoint[]> {
    let reason = 'no host of the domain';
    for (const service of SERVICES) {
      try {
        const endpoints = this.#read(await this.#resolve(service.prefix), service.startTls);
        if (endpoints.length === 0) continue;
        this.#known = { endpoints, until: this.#now() + MAX_AGE_MS };
        return endpoints;
      } catch (error) {
        reason = failureCode(error);
      }
    }
    if (this.#known === undefined) {
      throw new DirectoryUnavailableError(`DNS names no host of ${this.#domain}: ${reason}`);
    }
    this.#known = { ...this.#known, until: this.#now() + PAUSE_MS };
    return this.#known.endpoints;
  }

  async #resolve(prefix: string): Promise<SrvRecord[]> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new DirectoryUnavailableError('DNS is silent')), TIMEOUT_MS);
    });
    try {
      return await Promise.race([this.#resolver.resolveSrv(`${prefix}.${this.#domain}`), timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }

  #read(records: SrvRecord[], startTls: boolean): LdapEndpoint[] {
    const ours = records
      .map(({ name, ...record }) => ({ ...record, host: name.toLowerCase().replace(/\.$/, '') }))
      .filter(({ host }) => host.endsWith(`.${this.#domain}`));
    return inOrder(ours, this.#lot)
      .slice(0, MAX_HOSTS)
      .map(({ host, port }) => ({ host, port, startTls }));
  }
}

/** The lowest priority first; within one, drawn by weight (RFC 2782, "Weight"). */
function inOrder<R extends { priority: number; weight: number }>(
  records: readonly R[],
  lot: () => number,
): R[] {
  const left = records.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: R[] = [];
  while (left.length > 0) {
    const equal = left.filter(({ priority }) => priority === left[0]?.priority);
    const drawn = lot() * equal.reduce((sum, { weight }) => sum + weight, 0);
    let sum = 0;
    const chosen = equal.find(({ weight }) => (sum += weight) >= drawn) ?? equal[0];
    if (chosen === undefined) break;
    ordered.push(chosen);
    left.splice(left.indexOf(chosen), 1);
  }
  return ordered;
}
