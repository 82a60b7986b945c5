import { access as reachable, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { defaultAccessFile, readAccessFile } from './access-file.js';
import { UsageError } from './errors.js';
import { HttpsTransport, SocketTransport } from './http-transport.js';
import { findPinnedAuthority } from './pinned-authority.js';
import type { Transport } from './transport.js';

/** The options that every command takes. */
export interface GlobalOptions {
  url?: string;
  keyFile?: string;
  caFile?: string;
  caPin?: string;
  socket?: string;
  json?: boolean;
}

/** How the server is reached. */
export interface ServerAccess {
  transport: Transport;
  url?: string | undefined;
  /** PEM of the only trusted authority, where one was given or stored. */
  authority?: string | undefined;
}

/**
 * Decides how the server is reached: the socket or URL that was named, else the administration socket of the data
 * folder when it exists, else the URL in the access file.
 *
 * @throws UsageError when nothing says where the server is
 */
export async function openServerAccess(
  options: GlobalOptions,
  environment: NodeJS.ProcessEnv,
): Promise<ServerAccess> {
  if (options.socket !== undefined && options.url !== undefined) {
    throw new UsageError('Give --socket or --url, not both.');
  }
  if (options.socket !== undefined) return { transport: new SocketTransport(options.socket) };

  const socket = defaultSocket(environment);
  if (options.url === undefined && options.keyFile === undefined && (await exists(socket))) {
    return { transport: new SocketTransport(socket) };
  }
  return openOverNetwork(options, environment);
}

/** As {@link openServerAccess} for the operations that need no key: no access file is read. */
export async function openPublicAccess(
  options: GlobalOptions,
  environment: NodeJS.ProcessEnv,
): Promise<ServerAccess> {
  if (options.url === undefined) {
    const socket = options.socket ?? defaultSocket(environment);
    if (await exists(socket)) return { transport: new SocketTransport(socket) };
    throw nowhere(socket);
  }
  const url = parseUrl(options.url);
  const authority = await authorityOf(options, url);
  return { transport: new HttpsTransport({ url, authority }), url: url.origin, authority };
}

async function openOverNetwork(
  options: GlobalOptions,
  environment: NodeJS.ProcessEnv,
): Promise<ServerAccess> {
  const keyFile = options.keyFile ?? defaultAccessFile(environment);
  const stored = await readAccessFile(keyFile);
  const urlText = options.url ?? stored?.url;
  if (urlText === undefined) throw nowhere(defaultSocket(environment));
  if (stored === undefined) {
    throw new UsageError(
      `There is no key file ${keyFile}.`,
      'Make one with "gatehouse admin claim", or name another with --key-file.',
    );
  }
  const url = parseUrl(urlText);
  const authority = (await authorityOf(options, url)) ?? stored.authority;
  return {
    transport: new HttpsTransport({ url, authority, key: stored.key }),
    url: url.origin,
    authority,
  };
}

async function authorityOf(options: GlobalOptions, url: URL): Promise<string | undefined> {
  if (options.caPin !== undefined) return findPinnedAuthority(url, options.caPin);
  if (options.caFile === undefined) return undefined;
  const pem = await readFile(options.caFile, 'utf8').catch(() => '');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`The file ${options.caFile} holds no certificate.`, 'It must be PEM.');
  }
  return pem;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new UsageError('The server URL must be https://HOST[:PORT].', 'Correct --url.');
  }
  return url;
}

/** The server's own variables say where its data folder is. */
function defaultSocket(environment: NodeJS.ProcessEnv): string {
  return (
    environment['GATEHOUSE_SOCKET'] ?? join(environment['GATEHOUSE_DATA'] ?? 'data', 'admin.sock')
  );
}

async function exists(path: string): Promise<boolean> {
  return reachable(path).then(
    () => true,
    () => false,
  );
}

function nowhere(socket: string): UsageError {
  return new UsageError(
    `Nothing says where the server is: there is no socket ${socket} and no --url.`,
    'Run this in the folder of the server, name its socket with --socket, or give --url.',
  );
}
