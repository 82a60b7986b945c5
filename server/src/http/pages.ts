import { PORTAL_PAGES } from '@gatehouse/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';

import type { Site, SiteFile } from '../portal/site.js';

/**
 * What the pages may do: run our scripts and styles, and ask us. No inline code, no other host, no frame around them, no
 * form that a browser sends by itself, and no text that becomes markup (Trusted Types).
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

/** Nothing that a page could ask of the machine is used. */
const PERMISSIONS_POLICY = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

const DOCUMENT_HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'permissions-policy': PERMISSIONS_POLICY,
  'x-frame-options': 'DENY',
  // It names the assets of this version, and after a sign-out a browser shows no old page.
  'cache-control': 'no-store',
};

/** A name has the hash of the content: whoever has it never needs it again. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The pages for people: one document at the paths that are pages, and its assets. Each is a route of its own, so a path is
 * either known as it stands or not there (no folder is looked into).
 */
export function addPages(app: FastifyInstance, site: Site, options: RouteShorthandOptions): void {
  const add = (url: string, file: SiteFile, headers: Record<string, string>) =>
    app.route({
      ...options,
      method: ['GET', 'HEAD'],
      url,
      config: { ...options.config, audience: 'public' },
      handler: (request, reply) => send(file, request, reply.headers(headers)),
    });

  for (const page of PORTAL_PAGES) add(page, site.document, DOCUMENT_HEADERS);
  for (const [path, file] of site.assets) add(path, file, { 'cache-control': FOR_EVER });
}

function send(
  { bytes, gzip, contentType }: SiteFile,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  void reply.header('content-type', contentType).header('vary', 'accept-encoding');
  if (gzip === undefined || !takesGzip(headers['accept-encoding'])) return reply.send(bytes);
  return reply.header('content-encoding', 'gzip').send(gzip);
}

/** Whoever names it without a weight of nought (RFC 9110, 12.5.3). */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(^|,)\s*gzip\s*(;\s*q=(1|0\.0*[1-9])|,|$)/i.test(String(accepted ?? ''));
}
