import dns from 'node:dns';
import type { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';

import axios from 'axios';
import type { AxiosInstance } from 'axios';

import { ExchangeError, reasonOf } from './failure.js';
import { LateOptionAgent } from './late-option-agent.js';
import { ProxyAgent } from './proxy-agent.js';

/** Longest answer that is read. The longest of ours is a statement of keys. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface OutgoingRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface IncomingAnswer {
  status: number;
  headers: Partial<Record<string, string | string[] | undefined>>;
  body: Uint8Array;
  address: string | undefined;
}

export interface TransportOptions {
  /** Base URL of the server. */
  baseUrl: string;
  /** PEM of the only authority that is believed; the machine's own trust store when absent. */
  authority: string | undefined;
  /** URL of an HTTP proxy that tunnels to the server (CONNECT). */
  proxyUrl: string | undefined;
}

/**
 * Brings bytes to the server and back over TLS, and believes none of them. Connections are kept, because a logon is
 * two exchanges and the second should not pay for a handshake.
 */
export class HttpTransport {
  readonly #options: TransportOptions;
  readonly #agent: Agent | ProxyAgent;
  readonly #client: AxiosInstance;
  #address: string | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    const { authority, proxyUrl } = options;
    const settings = {
      keepAlive: true,
      maxSockets: 16,
      maxFreeSockets: 2,
      lookup: this.#lookup,
    };
    const tls = {
      minVersion: 'TLSv1.2' as const,
      ...(authority === undefined ? {} : { ca: authority }),
    };
    this.#agent =
      proxyUrl === undefined
        ? new LateOptionAgent({ ...settings, ...tls })
        : new ProxyAgent(proxyUrl, settings, tls);
    this.#client = axios.create({
      adapter: 'http',
      httpsAgent: this.#agent,
      // Neither the environment nor a redirect decides whom we talk to.
      proxy: false,
      maxRedirects: 0,
      responseType: 'arraybuffer',
      decompress: false,
      maxContentLength: MAX_ANSWER_BYTES,
      maxBodyLength: MAX_ANSWER_BYTES,
      validateStatus: () => true,
      transformRequest: [],
      transformResponse: [],
    });
  }

  /** @throws ExchangeError when no whole answer came; aborted exchanges have the reason `timeout` */
  async exchange(request: OutgoingRequest, signal: AbortSignal): Promise<IncomingAnswer> {
    try {
      return await this.#send(request, signal);
    } catch (error) {
      // The server closed a kept connection just when it was used again. The very same signed bytes go once more:
      // if the first copy did arrive, its nonce is spent and the second is refused, so nothing happens twice.
      if (signal.aborted || !onReusedSocket(error)) throw this.#failure(error, signal);
    }
    try {
      return await this.#send(request, signal);
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(request: OutgoingRequest, signal: AbortSignal): Promise<IncomingAnswer> {
    const { method, path, headers, body } = request;
    const response = await this.#client.request<Buffer>({
      method,
      url: new URL(path, this.#options.baseUrl).href,
      headers: { accept: 'application/json', 'user-agent': 'gatehouse-service', ...headers },
      ...(body.length === 0 ? {} : { data: Buffer.from(body) }),
      signal,
    });
    return {
      status: response.status,
      headers: response.headers as IncomingAnswer['headers'],
      body: response.data,
      address: this.address,
    };
  }

  #failure(error: unknown, signal: AbortSignal): ExchangeError {
    const proxied = this.#options.proxyUrl !== undefined;
    const reason = signal.aborted ? 'timeout' : reasonOf(error, proxied);
    return new ExchangeError(reason, this.address, error);
  }

  /** What the server's name resolved to last, or the proxy's when there is one. */
  get address(): string | undefined {
    return this.#address ?? literalAddress(this.#options.baseUrl);
  }

  /** The system's own look-up; remembers its answer for the log. */
  readonly #lookup: LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, options, (error, address, family) => {
      if (error === null) {
        this.#address = Array.isArray(address)
          ? address.map((entry: dns.LookupAddress) => entry.address).join(' ')
          : address;
      } else {
        this.#address = undefined;
      }
      callback(error, address, family);
    });
  };
}

/** The host of a URL that needs no look-up. */
function literalAddress(url: string): string | undefined {
  const { hostname } = new URL(url);
  return /^[\d.]+$|^\[/.test(hostname) ? hostname : undefined;
}

function onReusedSocket(error: unknown): boolean {
  if (!axios.isAxiosError(error) || error.response !== undefined) return false;
  const { request } = error as { request?: { reusedSocket?: unknown } };
  return (error.code === 'ECONNRESET' || error.code === 'EPIPE') && request?.reusedSocket === true;
}
