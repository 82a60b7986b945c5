import type { EndpointName } from '@gatehouse/protocol';
import type { FastifyRequest, RouteShorthandOptions } from 'fastify';

import type { OperatorReach } from '../access/operator-reach.js';
import { SOCKET_OPERATOR } from '../access/operator.js';
import { operatorOfKey } from '../administration/api-keys.js';
import type { ApiKeys } from '../administration/api-keys.js';
import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { Directory } from '../directory/directory.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Logger } from '../logger.js';
import { describeError } from '../logger.js';
import type { AnswerSigner } from '../workstation/answer-signer.js';
import { RefusedWorkstationError } from '../workstation/request-verifier.js';
import type { RequestVerifier } from '../workstation/request-verifier.js';
import {
  MAX_IMPORT_BYTES,
  MAX_TOKEN_IMPORT_BYTES,
  MINUTE_MS,
  perAddress,
  perWorkstation,
} from './limits.js';
import type { RateLimits } from './limits.js';
import { OperatorAdmission } from './operator-admission.js';
import { requireOwnPage } from './own-page.js';
import { contextOf } from './request-facts.js';
import type { RouteGuards } from './routes.js';
import { SessionGuard } from './session-guard.js';
import type { SessionGuardDependencies } from './session-guard.js';
import { signedPartsOf } from './signed-parts.js';

export interface GuardDependencies extends SessionGuardDependencies {
  apiKeys: ApiKeys;
  verifier: RequestVerifier;
  signer: AnswerSigner;
  audit: AuditLog;
  clock: Clock;
  logger: Logger;
  limits: RateLimits;
  /** Whether a request came over the administrator's socket. */
  isLocal: (request: FastifyRequest) => boolean;
  directory: Directory;
  reach: OperatorReach;
}

/** Every try at these is a guess at a secret. */
const GUESSES: ReadonlySet<EndpointName> = new Set<EndpointName>([
  'join',
  'bootstrap',
  'showFirstRunCode',
  'makeFirstAdministrator',
  'openPasswordLink',
  'answerPasswordLinkCode',
  'choosePasswordLinkMethod',
  'redeemPasswordLink',
]);

/** Administrators send many policies at once here. */
const LARGE: ReadonlySet<EndpointName> = new Set<EndpointName>([
  'importPolicies',
  'previewPolicies',
]);

/** Public operations whose answers are signed. */
const SIGNED: ReadonlySet<EndpointName> = new Set<EndpointName>(['join']);

/** What pages ask by themselves: one that was only left open keeps nobody signed in. */
const NO_USE: ReadonlySet<EndpointName> = new Set<EndpointName>(['showMySession']);

/** Handlers that have something to read first, and ask for the admission together with their first effect. */
const ADMIT_THEMSELVES: ReadonlySet<EndpointName> = new Set<EndpointName>([
  'beginLogon',
  'answerChallenge',
]);

/**
 * What stands before the handlers of each audience. Who may not come in is turned away before the body is read: strangers send
 * none. But it is after `onRequest`, to which the limits are appended: whoever is turned away is counted, too.
 */
export function createGuards(dependencies: GuardDependencies): RouteGuards {
  const { apiKeys, limits, verifier, signer, publicUrl, isLocal } = dependencies;
  const signedIn = new SessionGuard(dependencies);
  const sign = createAnswerSigning(signer);
  const admission = new OperatorAdmission(dependencies);
  return {
    public: (name) => ({
      config: {
        rateLimit: perAddress(GUESSES.has(name) ? limits.guesses : limits.public, isLocal),
      },
      ...(SIGNED.has(name) ? { onSend: sign } : {}),
    }),
    workstation: (name) => ({
      config: {
        rateLimit:
          name === 'refreshKits'
            ? perWorkstation(limits.kitRefreshes, MINUTE_MS)
            : perWorkstation(limits.workstation),
      },
      preValidation: async (request) => {
        const verified = await verifier.verify(signedPartsOf(request), request.headers);
        request.workstation = verified;
        if (!ADMIT_THEMSELVES.has(name)) await verified.admission.require();
      },
      onError: (request, _reply, error) => auditRefusal(dependencies, request, error),
      onSend: sign,
    }),
    browser: (name) => ({
      config: {
        rateLimit: perAddress(GUESSES.has(name) ? limits.guesses : limits.browser, isLocal),
      },
      preParsing: (request, _reply, _payload, done) => {
        requireOwnPage(request, publicUrl());
        done();
      },
    }),
    session: (name) => ({
      config: { rateLimit: perAddress(limits.session, isLocal) },
      preParsing: async (request) => {
        request.person = NO_USE.has(name)
          ? await signedIn.lookForPerson(request)
          : await signedIn.requirePerson(request);
      },
    }),
    administrator: (name) => ({
      config: { rateLimit: perAddress(limits.administrator, isLocal) },
      ...(LARGE.has(name) ? { bodyLimit: MAX_IMPORT_BYTES } : {}),
      ...(name === 'importTokens' ? { bodyLimit: MAX_TOKEN_IMPORT_BYTES } : {}),
      preParsing: async (request) => {
        const operator = isLocal(request)
          ? SOCKET_OPERATOR
          : await signedIn.findOperator(request, () =>
              apiKeys.require(request.headers.authorization).then(operatorOfKey),
            );
        request.operator = operator;
        request.operator = await admission.admit(name, operator, request);
      },
      onError: (request, _reply, error) => admission.auditRefusal(name, request, error),
    }),
  };
}

async function auditRefusal(
  { audit, logger }: GuardDependencies,
  request: FastifyRequest,
  error: Error,
): Promise<void> {
  if (!(error instanceof ApplicationError)) return;
  if (!(error.cause instanceof RefusedWorkstationError)) return;
  await audit
    .append({
      type: 'workstation.refused',
      outcome: 'failure',
      ...contextOf(request),
      workstationId: error.cause.workstationId,
      code: error.code,
    })
    // The refusal stands either way.
    .catch((cause: unknown) => logger.error('a refusal was not audited', describeError(cause)));
}

/** Signs answers and problems alike, bound to the signature of the request. */
function createAnswerSigning(signer: AnswerSigner): NonNullable<RouteShorthandOptions['onSend']> {
  return async (request, reply, payload) => {
    const body = Buffer.isBuffer(payload)
      ? payload
      : Buffer.from(typeof payload === 'string' ? payload : '');
    const signature = request.headers['signature'];
    const headers = await signer.sign(
      { status: reply.statusCode, body },
      typeof signature === 'string' ? signature : '',
    );
    void reply.headers({ ...headers });
    return body;
  };
}
