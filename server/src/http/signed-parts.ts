import type { SignedRequest } from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

/** The parts of a request that its signature covers, exactly as they were on the wire. */
export function signedPartsOf(request: FastifyRequest): SignedRequest {
  const target = request.raw.url ?? '';
  const mark = target.indexOf('?');
  return {
    method: request.method,
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? '?' : target.slice(mark),
    body: request.rawBody,
  };
}
