import type { ClientRequest } from 'node:http';
import type { AgentOptions } from 'node:https';
import type { ConnectionOptions } from 'node:tls';

import { HttpsProxyAgent } from 'https-proxy-agent';

/** A proxy that accepts and then says nothing is given up after this, or its sockets would pile up. */
const TUNNEL_MS = 15_000;

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** The proxy answered, but opened no tunnel. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly code = 'ERR_PROXY_REFUSED';
}

/**
 * Tunnels through an HTTP proxy (CONNECT) to a server that is verified as without one. `HttpsProxyAgent` itself
 * drops the options for the inner TLS connection, our pinned authority among them, and hands out a proxy's refusal as
 * if it were the server's answer.
 */
export class ProxyAgent extends HttpsProxyAgent<string> {
  readonly #tls: ConnectionOptions;

  constructor(proxyUrl: string, settings: Omit<AgentOptions, 'ca'>, tls: ConnectionOptions) {
    super(proxyUrl, settings);
    this.#tls = tls;
  }

  override async connect(request: ClientRequest, options: ConnectOptions) {
    let refusal: number | undefined;
    request.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
      if (statusCode !== 200) refusal = statusCode;
    });
    const silent = new AbortController();
    const timer = setTimeout(() => silent.abort(), TUNNEL_MS);
    timer.unref();
    // Read before the first await of the call below; an established tunnel is no longer subject to it.
    this.connectOpts = { ...this.connectOpts, signal: silent.signal };
    const socket = await super
      .connect(request, { ...options, ...this.#tls } as ConnectOptions)
      .finally(() => clearTimeout(timer));
    if (refusal === undefined) return socket;
    socket.destroy();
    throw new ProxyRefusedError(`the proxy answered ${String(refusal)}`);
  }
}
