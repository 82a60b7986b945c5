import type { FastifyRequest } from 'fastify';

import type { Operator } from '../access/operator.js';
import type { PersonOperators } from '../access/person-operators.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Person } from '../sessions/person.js';
import type { SessionGate } from '../sessions/session-gate.js';
import { SESSION_COOKIE, cookieOf } from './cookies.js';
import { requireOwnPage } from './own-page.js';

export interface SessionGuardDependencies {
  sessions: SessionGate;
  /** What people may do to others, by their roles. */
  people: Pick<PersonOperators, 'forPerson'>;
  /** What people reach the server at. */
  publicUrl: () => string;
}

/** Who is behind a request that carries a session, on every route that takes one. */
export class SessionGuard {
  readonly #dependencies: SessionGuardDependencies;

  constructor(dependencies: SessionGuardDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws ApplicationError `session.required`, `request.cross-site` */
  requirePerson(request: FastifyRequest): Promise<Person> {
    return this.#whoseIs(request, 'require');
  }

  /** The same, where the request is no use of the session. @throws as {@link requirePerson} */
  lookForPerson(request: FastifyRequest): Promise<Person> {
    return this.#whoseIs(request, 'look');
  }

  /**
   * Who operates: the signed-in person, or whoever else it is when the request has a key, or no session.
   * @param otherwise finds out who else
   * @throws ApplicationError as {@link requirePerson}, and `access.forbidden` for whoever has no role;
   *   DirectoryUnavailableError when nobody can tell
   */
  async findOperator(
    request: FastifyRequest,
    otherwise: () => Promise<Operator>,
  ): Promise<Operator> {
    const hasKey = request.headers.authorization !== undefined;
    if (hasKey || cookieOf(request, SESSION_COOKIE) === undefined) return otherwise();
    const { principalId, authenticatedAt } = await this.requirePerson(request);
    const operator = await this.#dependencies.people.forPerson(principalId);
    if (operator === undefined) throw new ApplicationError('access.forbidden');
    return { ...operator, authenticatedAt };
  }

  async #whoseIs(request: FastifyRequest, how: keyof SessionGate): Promise<Person> {
    const { sessions, publicUrl } = this.#dependencies;
    const token = cookieOf(request, SESSION_COOKIE);
    if (token === undefined) throw new ApplicationError('session.required');
    // Before the look-up, which may count as a use of the session.
    requireOwnPage(request, publicUrl());
    return sessions[how](token);
  }
}
