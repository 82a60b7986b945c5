import { BROWSER_HEADER } from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

import { ApplicationError } from '../errors/application-error.js';

/** Methods that change nothing here. */
const SAFE = new Set(['GET', 'HEAD']);

/**
 * Lets through only what a page of this server sends: no other page may name our header without asking before, and nobody
 * here answers that question. What the browser says of the page besides is held against it as well. Cookies with
 * SameSite=Strict are the second lock on the same door.
 *
 * @param publicUrl what people reach the server at, where a proxy gives it another name
 * @throws ApplicationError `request.cross-site`
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string): void {
  if (SAFE.has(request.method)) return;
  const { origin, [BROWSER_HEADER]: named, 'sec-fetch-site': site } = request.headers;
  const isNamed = named !== undefined && named !== '';
  const isOwnSite = site === undefined || site === 'same-origin';
  if (isNamed && isOwnSite && isOwnOrigin(origin, request, publicUrl)) return;
  throw new ApplicationError('request.cross-site', {
    detail: isNamed
      ? 'the request comes from a page of another origin'
      : `the header ${BROWSER_HEADER} is missing`,
  });
}

/** Programs that are no browsers name none. */
function isOwnOrigin(
  origin: string | undefined,
  { host }: FastifyRequest,
  publicUrl: string,
): boolean {
  if (origin === undefined) return true;
  return origin === `https://${host}` || origin === originOf(publicUrl);
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
