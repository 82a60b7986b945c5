import { request as requestHttp } from 'node:http';
import type {
  ClientRequest,
  IncomingMessage,
  OutgoingHttpHeaders,
  RequestOptions,
} from 'node:http';
import { request as requestHttps } from 'node:https';

import { UnreachableServerError } from './errors.js';
import { errorCode } from './system-error.js';
import type { ApiAnswer, ApiRequest, Transport } from './transport.js';

/** A rotation of the keyring seals every row again, so the ceiling is generous. */
const TIMEOUT_MS = 600_000;
/** A page of 1000 audit events stays well below this. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

type Target = Omit<RequestOptions, 'headers'> & { headers?: OutgoingHttpHeaders };
type Open = (options: RequestOptions) => ClientRequest;

/** Speaks to the server's administration socket, which only the server's own user may open. */
export class SocketTransport implements Transport {
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    try {
      return await exchange((options) => requestHttp(options), request, {
        socketPath: this.#socketPath,
        host: 'localhost',
      });
    } catch (cause) {
      throw new UnreachableServerError(
        `The administration socket ${this.#socketPath} does not answer (${reasonOf(cause)}).`,
        errorCode(cause) === 'EACCES'
          ? 'Run this as the user that the server runs as, or use --url and --key-file.'
          : 'Check that the server runs, that this is its data folder, or use --url and --key-file.',
        { cause },
      );
    }
  }
}

export interface HttpsTransportOptions {
  url: URL;
  /** PEM of the only authority that is trusted; the system's trust store when absent. */
  authority?: string | undefined;
  /** API key; absent for the operations that are open to all. */
  key?: string | undefined;
}

/** Speaks to the server over the network with an API key. */
export class HttpsTransport implements Transport {
  readonly #options: HttpsTransportOptions;

  constructor(options: HttpsTransportOptions) {
    this.#options = options;
  }

  async send(request: ApiRequest): Promise<ApiAnswer> {
    const { url, authority, key } = this.#options;
    try {
      return await exchange((options) => requestHttps(options), request, {
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? 443 : Number(url.port),
        ...(authority === undefined ? {} : { ca: authority }),
        ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
      });
    } catch (cause) {
      throw unreachable(url, cause);
    }
  }
}

function exchange(open: Open, request: ApiRequest, target: Target): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = open({
      ...target,
      method: request.method,
      path: request.path,
      headers: {
        ...target.headers,
        accept: 'application/json, application/problem+json',
        ...(request.body === undefined
          ? {}
          : {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(request.body),
            }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      readBody(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 0, body }),
        (cause: unknown) => reject(cause instanceof Error ? cause : new Error(String(cause))),
      );
    });
    outgoing.end(request.body);
  });
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) {
      incoming.destroy();
      throw new Error('the answer is too long');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const CERTIFICATE_CODES = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/;

function unreachable(url: URL, cause: unknown): UnreachableServerError {
  const code = errorCode(cause) ?? '';
  return CERTIFICATE_CODES.test(code)
    ? new UnreachableServerError(
        `The certificate of ${url.origin} is not trusted (${code}).`,
        'Give the authority that issued it with --ca-file, or its SHA-256 with --ca-pin.',
        { cause },
      )
    : new UnreachableServerError(
        `${url.origin} does not answer (${reasonOf(cause)}).`,
        'Check the URL, that the server runs, and that nothing between blocks the port.',
        { cause },
      );
}

function reasonOf(cause: unknown): string {
  return errorCode(cause) ?? (cause instanceof Error ? cause.message : 'unknown reason');
}
