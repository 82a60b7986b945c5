import { isIP } from 'node:net';

import { Permission, formatCorrelationId, parseTraceparent } from '@gatehouse/protocol';
import type { Audience, CorrelationId, administration } from '@gatehouse/protocol';
import type { FastifyRequest, RawRequestDefaultExpression } from 'fastify';

import type { Operator } from '../access/operator.js';
import type { RequestContext } from '../context.js';
import type { Random } from '../random.js';
import type { VerifiedRequest } from '../workstation/request-verifier.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who signed the request; set on routes for workstations, before their handlers. */
    workstation: VerifiedRequest | undefined;
    /** Whose key it was; set on routes for administrators, before their handlers. */
    administrator: administration.PolicyAuthor | undefined;
    /** The bytes of the body as they came. */
    rawBody: Uint8Array;
  }
  interface FastifyContextConfig {
    audience?: Audience;
  }
}

/** The caller's correlation id, or a new one. It becomes Fastify's `request.id`. */
export function createRequestIds(random: Random): (request: RawRequestDefaultExpression) => string {
  return (request) => {
    const header = request.headers['traceparent'];
    const given = parseTraceparent(typeof header === 'string' ? header : undefined);
    return given ?? formatCorrelationId(random.bytes(16));
  };
}

export function correlationIdOf(request: FastifyRequest): CorrelationId {
  // Made by createRequestIds.
  return request.id as CorrelationId;
}

/** What stands for the caller's address when the request came over the administrator's socket. */
export const SOCKET_SOURCE = 'socket';

/**
 * The caller's address: what trusted proxies say, else the peer's. A proxy that passes on nonsense is taken for the
 * caller itself (R43).
 */
export function addressOf(request: FastifyRequest): string {
  if (isIP(request.ip) !== 0) return request.ip;
  return request.socket.remoteAddress ?? SOCKET_SOURCE;
}

export function contextOf(request: FastifyRequest): RequestContext {
  return { correlationId: correlationIdOf(request), source: addressOf(request) };
}

/** The same with the administrator, for what keeps its author. */
export function authoredContextOf(request: FastifyRequest): RequestContext {
  return { ...contextOf(request), administrator: request.administrator };
}

/** Who works on others by this request: whoever may administer may do everything, to everybody. */
export function operatorOf({ administrator }: FastifyRequest): Operator {
  const name = administrator?.name ?? SOCKET_SOURCE;
  return {
    id: administrator?.keyId ?? SOCKET_SOURCE,
    name,
    permissions: new Set(Permission.options),
    scope: undefined,
  };
}
