import type { FastifyRequest } from 'fastify';

import { ApplicationError } from '../errors/application-error.js';
import type { Person } from '../sessions/person.js';
import type { Browser } from '../web/browser.js';
import { SESSION_COOKIE, cookieOf } from './cookies.js';
import { addressOf, correlationIdOf } from './request-facts.js';

/** The browser behind a request. */
export function browserOf(request: FastifyRequest): Browser {
  return {
    address: addressOf(request),
    userAgent: request.headers['user-agent'],
    correlationId: correlationIdOf(request),
    sessionToken: cookieOf(request, SESSION_COOKIE),
  };
}

/** Who is signed in, on routes for sessions. */
export function requirePerson({ person }: FastifyRequest): Person {
  if (person === undefined) throw new ApplicationError('session.required');
  return person;
}
