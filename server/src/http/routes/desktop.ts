import { AUTHENTICATOR_PURPOSE, CHANGED_PASSWORD_PURPOSE } from '@gatehouse/protocol';
import type { FastifyRequest } from 'fastify';

import type { Source } from '../../authentication/logon-engine.js';
import { ApplicationError } from '../../errors/application-error.js';
import { machinePolicyOf } from '../../policy/machine-policy.js';
import type { Admission } from '../../workstation/admission.js';
import type { VerifiedRequest } from '../../workstation/request-verifier.js';
import { sealReply } from '../../workstation/seal-reply.js';
import { openEnrollmentInput } from '../enrollment-input.js';
import type { HttpServices } from '../http-services.js';
import { addressOf, correlationIdOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** The desktop door: it translates, the engine decides. */
export function addDesktopRoutes(
  add: AddRoute,
  { engine, forecasts, identity, clock, policies, foreignAccounts }: HttpServices,
): void {
  add('desktopStatus', async () => ({
    serverKeys: await identity.statement(),
    serverTime: clock.now().toISOString(),
  }));

  add('desktopPolicy', async ({ request }) => {
    const { workstationId } = requireWorkstation(request);
    const [all, foreignNames] = await Promise.all([policies.list(), foreignAccounts.domainNames()]);
    const policy = machinePolicyOf(all, { workstationId, now: clock.now(), foreignNames });
    return { policy: await identity.signMachinePolicy(policy) };
  });

  add('checkLogon', ({ body, request }) => forecasts.ask({ source: sourceOf(request), ...body }));

  add('beginLogon', async ({ body, request }) => {
    const { workstationId, nonce } = requireWorkstation(request);
    const { password: sealed, ...logon } = body;
    const { scenario, name } = logon;
    const password = await identity.openPassword(sealed, { workstationId, nonce, scenario, name });
    try {
      return await engine.begin({ ...logon, ...callerOf(request), password });
    } finally {
      password.fill(0);
    }
  });

  add('beginForeignLogon', ({ body, request }) => {
    const { account, kind, ...way } = body;
    return engine.beginForeign({ ...way, ...callerOf(request), foreign: { account, kind } });
  });

  add('answerChallenge', ({ params, body, request }) =>
    engine.answer({ ...callerOf(request), ...params, ...body }),
  );

  add('chooseMethod', ({ params, body, request }) =>
    engine.choose({ ...callerOf(request), ...params, ...body }),
  );

  add('enroll', async ({ params, body, request }) => {
    const { logonId } = params;
    using opened = await openEnrollmentInput(identity, body, {
      ...requireWorkstation(request),
      logonId,
    });
    return await engine.enroll({ source: sourceOf(request), logonId, input: opened.input });
  });

  add('startAuthenticator', async ({ params, body, request }) => {
    const { logonId } = params;
    const started = await engine.startAuthenticator({ source: sourceOf(request), logonId });
    const message = Buffer.from(JSON.stringify(started));
    const binding = { purpose: AUTHENTICATOR_PURPOSE, context: [logonId] } as const;
    return { sealed: await sealReply(message, body.replyKey, binding) };
  });

  add('passwordChanged', async ({ params: { logonId }, body, request }) => {
    const { workstationId, nonce } = requireWorkstation(request);
    const context = [workstationId, logonId, nonce];
    const password = await identity.openMessage(body.sealed, {
      ...{ purpose: CHANGED_PASSWORD_PURPOSE, context },
    });
    try {
      await engine.passwordChanged({ source: sourceOf(request), logonId, password });
      return { accepted: true };
    } finally {
      password.fill(0);
    }
  });

  add('cancelLogon', async ({ params, request }) => {
    await engine.cancel({ source: sourceOf(request), ...params });
    return { accepted: true };
  });

  add('reportLogon', async ({ params, body, request }) => {
    await engine.report({ source: sourceOf(request), ...params, ...body });
    return { accepted: true };
  });
}

/** A logon in progress belongs to the workstation whose key signed its first request. */
export function sourceOf(request: FastifyRequest): Source {
  return {
    door: 'desktop',
    key: requireWorkstation(request).workstationId,
    address: addressOf(request),
    correlationId: correlationIdOf(request),
  };
}

function callerOf(request: FastifyRequest): { source: Source; admission: Admission } {
  return { source: sourceOf(request), admission: requireWorkstation(request).admission };
}

function requireWorkstation(request: FastifyRequest): VerifiedRequest {
  if (request.workstation === undefined) throw new ApplicationError('signature.missing');
  return request.workstation;
}
