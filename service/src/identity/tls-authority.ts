import { X509Certificate, createHash } from 'node:crypto';
import { Agent, request } from 'node:https';
import { TLSSocket } from 'node:tls';

import { UnreachableError } from '../authority/authority.js';
import { ExchangeError, reasonOf } from '../authority/failure.js';
import { ProxyAgent } from '../authority/proxy-agent.js';

/** Longest chain that is looked through. */
const MAX_CHAIN = 8;

/**
 * Finds the authority that a join token pins in the chain which the server presents, and returns it as PEM. The
 * connection that brings the chain is not trusted and carries nothing: it ends as soon as the chain is known. What
 * is found is believed because its hash is the pin, and the join itself goes over a connection verified with it.
 *
 * @throws UnreachableError `tls` when no certificate of the chain has the pin
 */
export async function findTlsAuthority(
  url: string,
  pin: string,
  options: { proxyUrl: string | undefined; signal: AbortSignal },
): Promise<string> {
  for (const certificate of await presentedChain(url, options)) {
    const hash = createHash('sha256').update(certificate.raw).digest('base64url');
    if (hash === pin && certificate.ca) return certificate.toString();
  }
  throw new UnreachableError(
    'tls',
    'the server does not present the authority that the token pins',
  );
}

async function presentedChain(
  url: string,
  { proxyUrl, signal }: { proxyUrl: string | undefined; signal: AbortSignal },
): Promise<X509Certificate[]> {
  // Nothing is verified and nothing is sent here on purpose: see findTlsAuthority.
  const settings = { rejectUnauthorized: false };
  const agent =
    proxyUrl === undefined ? new Agent(settings) : new ProxyAgent(proxyUrl, {}, settings);
  try {
    return await new Promise((resolve, reject) => {
      const probe = request(new URL('/health/live', url), { agent, signal, method: 'HEAD' });
      probe.once('error', reject);
      probe.once('response', (response) => {
        const { socket } = response;
        if (socket instanceof TLSSocket) resolve(chainOf(socket));
        else reject(new TypeError('the connection is not a TLS connection'));
        response.destroy();
      });
      probe.end();
    });
  } catch (error) {
    const reason = signal.aborted ? 'timeout' : reasonOf(error, proxyUrl !== undefined);
    throw new ExchangeError(reason, undefined, error);
  } finally {
    agent.destroy();
  }
}

function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerCertificate(true);
  while ('raw' in next && chain.length < MAX_CHAIN) {
    const certificate = new X509Certificate(next.raw);
    if (chain.some((seen) => seen.fingerprint256 === certificate.fingerprint256)) break;
    chain.push(certificate);
    const issuer = next.issuerCertificate as typeof next | undefined;
    if (issuer === undefined) break;
    next = issuer;
  }
  return chain;
}
