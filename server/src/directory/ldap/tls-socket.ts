import net from 'node:net';
import tls from 'node:tls';

import { Client } from 'ldapts';

import type { Deadline } from '../deadline.js';

const PORTS = { 'ldaps:': 636, 'ldap:': 389 } as const;

/** RFC 4511 4.14.1. */
const START_TLS_OID = '1.3.6.1.4.1.1466.20037';

/** Where the directory listens, and by which way TLS begins there. */
export interface LdapEndpoint {
  host: string;
  port: number;
  /** Whether the connection starts in clear and is upgraded (RFC 4511 4.14) before anything else is sent. */
  startTls: boolean;
}

/** @throws TypeError for anything but `ldaps://host[:port]` and `ldap://host[:port]` */
export function parseLdapUrl(text: string): LdapEndpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url?.protocol;
  const bare = url?.pathname === '' || url?.pathname === '/';
  if (
    url === undefined ||
    (scheme !== 'ldaps:' && scheme !== 'ldap:') ||
    url.hostname === '' ||
    !bare ||
    url.search
  ) {
    throw new TypeError('expected ldaps://host[:port] or ldap://host[:port]');
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? PORTS[scheme] : Number(url.port),
    startTls: scheme === 'ldap:',
  };
}

/** @throws Error of the system when nobody answers, DirectoryUnavailableError when time is up */
export async function connectTcp(endpoint: LdapEndpoint, deadline: Deadline): Promise<net.Socket> {
  const socket = net.connect({ host: endpoint.host, port: endpoint.port, noDelay: true });
  socket.setKeepAlive(true, 30_000);
  return deadline.limit('connecting', untilEvent(socket, 'connect'), () => socket.destroy());
}

/**
 * Makes the connection a TLS one: after StartTLS where the endpoint wants it. Only certificates that `ca` vouches for
 * and that carry the endpoint's host name are accepted, whatever the environment says.
 *
 * @throws Error when the server refuses or its certificate does not fit, DirectoryUnavailableError when time is up
 */
export async function upgradeToTls(
  socket: net.Socket,
  endpoint: LdapEndpoint,
  ca: string,
  deadline: Deadline,
): Promise<tls.TLSSocket> {
  if (endpoint.startTls) {
    await deadline.limit('StartTLS', requestTls(socket, endpoint), () => socket.destroy());
  }
  const secured = tls.connect({
    socket,
    host: endpoint.host,
    // A name only: RFC 6066 forbids addresses here. Identity is then checked against `host`.
    ...(net.isIP(endpoint.host) === 0 ? { servername: endpoint.host } : {}),
    ca,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
  });
  // Always from above: Node 22 may crash when the lower socket goes in the middle of a handshake.
  const abandon = () => secured.destroy();
  try {
    return await deadline.limit('TLS', untilEvent(secured, 'secureConnect'), abandon);
  } catch (error) {
    abandon();
    throw error;
  }
}

async function requestTls(socket: net.Socket, endpoint: LdapEndpoint): Promise<void> {
  const client = new Client({ url: 'ldap://starttls', createConnection: onlyOnce(() => socket) });
  await client.exop(START_TLS_OID).catch((cause: unknown) => {
    socket.destroy();
    throw new Error(`${endpoint.host} refused StartTLS`, { cause });
  });
  // Nothing in clear may be read as an answer from here on (CVE-2011-0411 and its kin).
  socket.removeAllListeners('data');
}

/** A socket is handed out once: ldapts would otherwise reconnect by itself, without our checks or without TLS. */
export function onlyOnce<T>(make: () => T): () => T {
  let used = false;
  return () => {
    if (used) throw new Error('the connection was lost');
    used = true;
    return make();
  };
}

function untilEvent<S extends net.Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
): Promise<S> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error(`the connection was closed before ${event}`));
    socket.once(event, () => {
      socket.off('error', reject).off('close', closed);
      // An error without a listener would end the process; the event 'close' follows and is what counts.
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error) => {
      socket.on('error', () => undefined);
      reject(error);
    });
    socket.once('close', closed);
  });
}
