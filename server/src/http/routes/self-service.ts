import type { SelfServiceId } from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

import { ApplicationError } from '../../errors/application-error.js';
import type { SelfServiceSource } from '../../self-service/self-service.js';
import type { VerifiedRequest } from '../../workstation/request-verifier.js';
import type { HttpServices } from '../http-services.js';
import { addressOf, correlationIdOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';
import { openNewPassword, openSelfServiceAnswers } from '../self-service-input.js';
import type { SelfServiceBinding } from '../self-service-input.js';

/** Self-service at the tile of a joined workstation: it translates, and decides nothing. */
export function addSelfServiceRoutes(
  add: AddRoute,
  { selfService, identity }: Pick<HttpServices, 'selfService' | 'identity'>,
): void {
  add('beginSelfService', ({ body, request }) =>
    selfService.begin({ source: sourceOf(request), ...body }),
  );

  add('answerQuestions', async ({ params, body, request }) => {
    const { sessionId } = params;
    const binding = bindingOf(request, sessionId);
    using opened = await openSelfServiceAnswers(identity, body.sealed, binding);
    const { answers } = opened;
    return await selfService.answer({ source: sourceOf(request), sessionId, answers });
  });

  add('answerSelfServiceCode', ({ params, body, request }) =>
    selfService.answerCode({ source: sourceOf(request), ...params, ...body }),
  );

  add('chooseSelfServiceMethod', ({ params, body, request }) =>
    selfService.choose({ source: sourceOf(request), ...params, ...body }),
  );

  add('resetPassword', async ({ params, body, request }) => {
    const { sessionId } = params;
    const password = await openNewPassword(identity, body.sealed, bindingOf(request, sessionId));
    try {
      return await selfService.reset({ source: sourceOf(request), sessionId, password });
    } finally {
      password.fill(0);
    }
  });

  add('cancelSelfService', async ({ params, request }) => {
    await selfService.cancel({ source: sourceOf(request), ...params });
    return { accepted: true };
  });
}

/** What was begun belongs to the workstation whose key signed the first request. */
function sourceOf(request: FastifyRequest): SelfServiceSource {
  return {
    door: 'desktop',
    key: requireWorkstation(request).workstationId,
    address: addressOf(request),
    correlationId: correlationIdOf(request),
  };
}

function bindingOf(request: FastifyRequest, sessionId: SelfServiceId): SelfServiceBinding {
  const { workstationId, nonce } = requireWorkstation(request);
  return { workstationId, sessionId, nonce };
}

function requireWorkstation(request: FastifyRequest): VerifiedRequest {
  if (request.workstation === undefined) throw new ApplicationError('signature.missing');
  return request.workstation;
}
