import { connect } from 'node:net';

import type { Logger } from '../logger.js';
import type { DomainReach } from './domain-reach.js';

const LIMIT_MS = 500;

/** How long an answer holds: long enough for one person at one tile, too short for a cable that was pulled. */
const FRESH_MS = 5000;

/** Domains whose answer is kept; the names come from whoever types at the tile. */
const MAX_KEPT = 16;

export interface Endpoint {
  host: string;
  port: number;
}

/**
 * Finds a controller and connects to its port. What Windows remembers of a controller says where it was, so that only a
 * connection tells whether it is there.
 */
export class ProbedDomainReach implements DomainReach {
  readonly #find: (domain: string | undefined) => Promise<Endpoint | undefined>;
  readonly #logger: Pick<Logger, 'debug'> | undefined;
  readonly #answers = new Map<string, { at: number; reachable: Promise<boolean> }>();

  /** @param parameters `find` may take its time and may reject */
  constructor(parameters: {
    find: (domain: string | undefined) => Promise<Endpoint | undefined>;
    logger?: Pick<Logger, 'debug'> | undefined;
  }) {
    this.#find = parameters.find;
    this.#logger = parameters.logger;
  }

  async isReachable(domain: string | undefined): Promise<boolean> {
    const key = domain?.toUpperCase() ?? '';
    const known = this.#answers.get(key);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.reachable;
    const reachable = this.#probe(domain);
    this.#answers.delete(key);
    if (this.#answers.size >= MAX_KEPT) this.#answers.clear();
    this.#answers.set(key, { at: performance.now(), reachable });
    return reachable;
  }

  async #probe(domain: string | undefined): Promise<boolean> {
    const startedAt = performance.now();
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), LIMIT_MS);
    try {
      const late = new Promise<false>((resolve) => {
        over.signal.addEventListener('abort', () => resolve(false), { once: true });
      });
      return await Promise.race([this.#connect(domain, over.signal), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      over.abort();
      const milliseconds = Math.round(performance.now() - startedAt);
      this.#logger?.debug('domain.probed', { milliseconds });
    }
  }

  async #connect(domain: string | undefined, signal: AbortSignal): Promise<boolean> {
    const endpoint = await this.#find(domain);
    if (endpoint === undefined || signal.aborted) return false;
    const socket = connect(endpoint);
    const end = (): void => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    try {
      return await new Promise<boolean>((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
        socket.once('close', () => resolve(false));
      });
    } finally {
      end();
    }
  }
}
