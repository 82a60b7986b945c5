import { X509Certificate, createHash, timingSafeEqual } from 'node:crypto';
import { connect } from 'node:tls';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

import { UnreachableServerError, UsageError } from './errors.js';

const TIMEOUT_MS = 10_000;
/** A chain of certificates is short; a peer that sends a longer one is not walked. */
const MAX_CHAIN = 8;

/**
 * Finds the authority that a pin names in the chain that a server presents. Nothing is sent over this connection
 * but the handshake: what comes after uses a new one that trusts the found authority alone, and checks the name.
 *
 * @param pin SHA-256 of the DER certificate, base64url (as the server prints it) or hex
 * @returns the authority as PEM
 * @throws UsageError when the pin is not a SHA-256
 * @throws UnreachableServerError when nothing answers, or the chain has no such certificate
 */
export async function findPinnedAuthority(url: URL, pin: string): Promise<string> {
  const expected = readPin(pin);
  for (const certificate of await presentedChain(url)) {
    const fingerprint = createHash('sha256').update(certificate.raw).digest();
    if (timingSafeEqual(fingerprint, expected)) {
      return new X509Certificate(certificate.raw).toString();
    }
  }
  throw new UnreachableServerError(
    `${url.origin} presents no certificate that has the given pin.`,
    'Compare the pin with the one that the server printed. If it is right, somebody else answers at this address.',
  );
}

function readPin(pin: string): Buffer {
  const text = pin.trim().replace(/^sha256[:/]/i, '');
  const bytes = /^[0-9a-f:]{64,95}$/i.test(text)
    ? Buffer.from(text.replaceAll(':', ''), 'hex')
    : Buffer.from(text, 'base64url');
  if (bytes.length !== 32) {
    throw new UsageError('The value of --ca-pin is not a SHA-256.', 'Give it as base64url or hex.');
  }
  return bytes;
}

async function presentedChain(url: URL): Promise<DetailedPeerCertificate[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const socket = connect({
    host,
    port: url.port === '' ? 443 : Number(url.port),
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    // The chain is only looked at for the pinned certificate, which is then what everything is verified with.
    rejectUnauthorized: false,
  });
  try {
    await secured(socket);
    const chain: DetailedPeerCertificate[] = [];
    for (
      let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
      next !== undefined && !chain.includes(next) && chain.length < MAX_CHAIN;
      next = next.issuerCertificate as DetailedPeerCertificate | undefined
    ) {
      chain.push(next);
    }
    return chain.filter(({ raw }) => raw instanceof Buffer);
  } catch (cause) {
    throw new UnreachableServerError(
      `${url.origin} does not answer.`,
      'Check the URL, that the server runs, and that nothing between blocks the port.',
      { cause },
    );
  } finally {
    socket.destroy();
  }
}

function secured(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
    socket.setTimeout(TIMEOUT_MS, () => reject(new Error('timeout')));
  });
}
