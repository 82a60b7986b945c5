import { UnreachableError } from './authority.js';
import type { UnreachableReason } from './authority.js';

const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'ENODATA', 'ESERVFAIL']);
/** OpenSSL's verification codes as Node.js names them, and its own. */
const TLS =
  /^(CERT_|CRL_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|ERROR_IN_CERT|EPROTO)/;
/** llhttp's codes, an answer that is too long, and one that ends too early. */
const GARBAGE = /^(HPE_|ERR_BAD_RESPONSE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP_)/;

/** An exchange that brought no whole answer. `address` is what the server's name resolved to, where it did (R5). */
export class ExchangeError extends UnreachableError {
  readonly address: string | undefined;

  constructor(reason: UnreachableReason, address: string | undefined, cause: unknown) {
    super(reason, `the exchange failed (${reason})`, { cause });
    this.address = address;
  }
}

/** Why an exchange failed, by the code of its error. Through a proxy, everything before TLS is the proxy's. */
export function reasonOf(error: unknown, proxied: boolean): UnreachableReason {
  const code = errorCode(error);
  if (TLS.test(code)) return 'tls';
  if (GARBAGE.test(code)) return 'malformed';
  if (proxied) return 'proxy';
  return DNS.has(code) ? 'dns' : 'connect';
}

function errorCode(error: unknown): string {
  for (let next = error; next instanceof Error; next = next.cause) {
    const code = (next as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return '';
}

/** Rejects as soon as the signal is aborted: the budget is spent, or the person gave up. */
export async function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(new UnreachableError('timeout', 'the time budget is spent'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
