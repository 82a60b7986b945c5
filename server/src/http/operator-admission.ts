import { ENDPOINTS } from '@gatehouse/protocol';
import type {
  AdministratorEndpoint,
  Endpoint,
  EndpointName,
  Permission,
} from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

import { narrowTo } from '../access/narrow.js';
import { TAKES_OVER } from '../access/operator-reach.js';
import type { OperatorReach } from '../access/operator-reach.js';
import type { Operator } from '../access/operator.js';
import {
  RefusedOperatorError,
  refusedOperator,
  unknownPrincipal,
} from '../access/refused-operator.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import { describeError } from '../logger.js';
import type { Logger } from '../logger.js';
import { requireRecent } from '../sessions/require-recent.js';
import { contextOf } from './request-facts.js';

/** A longer name is nobody's, and is refused where it is parsed. */
const MAX_NAME_LENGTH = 512;

/** What whoever finds a browser open would keep, or could do lasting harm with. */
const TAKES_PROOF: ReadonlySet<Permission> = new Set<Permission>([
  ...TAKES_OVER,
  'access.manage',
  'keyring.manage',
  'policies.manage',
  // What a mail says is where people click.
  'messages.manage',
  'foreign-accounts.manage',
  'workstations.manage',
  'approvals.decide',
]);

/** How long a proof in a session is good for these. */
const PROOF_MINUTES = 15;

export interface AdmissionDependencies {
  directory: Directory;
  reach: OperatorReach;
  audit: AuditLog;
  clock: Clock;
  logger: Logger;
}

/** Lets operators through to the routes that they may use, and nobody else. */
export class OperatorAdmission {
  readonly #dependencies: AdmissionDependencies;

  constructor(dependencies: AdmissionDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Asks, in this order: may the operator do this at all, does it reach whom it touches, and is that nobody who may do
   * more than the operator. Between the first two: people in a session change nothing grave by an old proof.
   *
   * @returns the operator, narrowed to what the route needs
   * @throws ApplicationError `api-key.forbidden`, `principal.unknown`, `session.proof-required`
   */
  async admit(name: EndpointName, operator: Operator, request: FastifyRequest): Promise<Operator> {
    const { permission, reach, method } = administratorEndpoint(name);
    const narrowed = narrowTo(operator, permission);
    if (narrowed === undefined) {
      throw refusedOperator('permission', `It needs the permission ${permission}.`);
    }
    this.#requireProof(narrowed, permission, method);
    if (reach === 'everybody' && narrowed.scope !== undefined) {
      throw refusedOperator('scope', 'It reaches everybody, and you do not.');
    }
    if (reach !== 'user' || this.#dependencies.reach.isBoundless(narrowed, permission)) {
      return narrowed;
    }
    const account = await this.#find(request);
    if (account !== undefined) {
      await this.#dependencies.reach.requireAccount(narrowed, permission, account);
    } else if (narrowed.scope !== undefined) {
      // Somebody who is gone is in no OU any more.
      throw unknownPrincipal();
    }
    return narrowed;
  }

  /** Writes down who was refused what. */
  async auditRefusal(name: EndpointName, request: FastifyRequest, error: Error): Promise<void> {
    if (!(error instanceof ApplicationError)) return;
    if (!(error.cause instanceof RefusedOperatorError)) return;
    const { audit, logger } = this.#dependencies;
    const { because, about } = error.cause;
    const { permission } = administratorEndpoint(name);
    await audit
      .append({
        type: 'access.refused',
        outcome: 'failure',
        ...contextOf(request),
        ...(about && { principalId: about.principalId, principalName: about.samAccountName }),
        code: error.code,
        detail: { permission, operation: name, because },
      })
      // The refusal stands either way.
      .catch((cause: unknown) => logger.error('a refusal was not audited', describeError(cause)));
  }

  #requireProof(
    { authenticatedAt }: Operator,
    permission: Permission,
    method: Endpoint['method'],
  ): void {
    if (authenticatedAt === undefined || method === 'GET' || !TAKES_PROOF.has(permission)) return;
    requireRecent({ authenticatedAt }, PROOF_MINUTES, this.#dependencies.clock.now());
  }

  async #find({ params }: FastifyRequest) {
    const { name } = params as { name?: string };
    if (name === undefined || name.length > MAX_NAME_LENGTH) return undefined;
    const { directory } = this.#dependencies;
    // Some operations take an id in the place of a name. It names the same person to all of them.
    return (await directory.find(name)) ?? directory.findById(name);
  }
}

function administratorEndpoint(name: EndpointName): AdministratorEndpoint {
  const endpoint: Endpoint = ENDPOINTS[name];
  if (endpoint.audience === 'administrator') return endpoint;
  throw new Error(`${name} is no operation of administrators`);
}
