import { isIP } from 'node:net';

import { ApiKeyId, formatCorrelationId, parseTraceparent } from '@gatehouse/protocol';
import type { Audience, CorrelationId, Permission } from '@gatehouse/protocol';
import type { FastifyRequest, RawRequestDefaultExpression } from 'fastify';

import type { Operator } from '../access/operator.js';
import type { RequestContext } from '../context.js';
import type { Random } from '../random.js';
import type { Person } from '../sessions/person.js';
import type { VerifiedRequest } from '../workstation/request-verifier.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who signed the request; set on routes for workstations, before their handlers. */
    workstation: VerifiedRequest | undefined;
    /**
     * Who works on others, and whom what this route needs reaches; set on routes for administrators, before their
     * handlers.
     */
    operator: Operator | undefined;
    /** Who is signed in; set on routes for sessions, before their handlers. */
    person: Person | undefined;
    /** The bytes of the body as they came. */
    rawBody: Uint8Array;
  }
  interface FastifyContextConfig {
    audience?: Audience;
    /** What an operator needs; every route for administrators names one. */
    permission?: Permission;
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
  const { operator } = request;
  return {
    correlationId: correlationIdOf(request),
    source: addressOf(request),
    ...(operator === undefined ? {} : { operator: { id: operator.id, name: operator.name } }),
  };
}

/** The same with the author, for what keeps its author. */
export function authoredContextOf(request: FastifyRequest): RequestContext {
  const { id, name } = operatorOf(request);
  const keyId = ApiKeyId.safeParse(id).data;
  return {
    ...contextOf(request),
    administrator: { ...(keyId === undefined ? {} : { keyId }), name },
  };
}

/** Of a route for administrators. */
export function operatorOf({ operator }: FastifyRequest): Operator {
  if (operator === undefined) throw new Error('this route is not one of administrators');
  return operator;
}
