import type { CorrelationId } from '@gatehouse/protocol';

import type { Source } from '../authentication/logon-engine.js';
import type { RequestContext } from '../context.js';
import { hashOfToken } from '../sessions/session-token.js';
import { networkOf } from './network-of.js';

/** A browser that asks something, as far as the request tells. */
export interface Browser {
  address: string;
  userAgent: string | undefined;
  correlationId: CorrelationId;
  /** The token of the session that it has, or had. */
  sessionToken: string | undefined;
}

/** What owns nothing: no logon has such a key. */
const NOBODY = 'nobody';

/**
 * The source of a sign-in: it belongs to whoever has the secret that was made for it, wherever they are by now; and strikes
 * count against the network that the request comes from (R44).
 */
export function sourceOf(browser: Browser, secret: string | undefined): Source {
  const hash = hashOfToken(secret);
  return sourceOwnedBy(browser, hash && `browser/${Buffer.from(hash).toString('base64url')}`);
}

/** @param key what owns the logon in progress */
export function sourceOwnedBy(
  { address, correlationId }: Browser,
  key: string | undefined,
): Source {
  return { door: 'web', key: key ?? NOBODY, network: networkOf(address), address, correlationId };
}

export function contextOf({ address, correlationId }: Browser): RequestContext {
  return { correlationId, source: address };
}
