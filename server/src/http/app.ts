import type { Socket } from 'node:net';

import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { PROBLEM_MEDIA_TYPE, formatTraceparent, problemOf } from '@gatehouse/protocol';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ApplicationError } from '../errors/application-error.js';
import type { Site } from '../portal/site.js';
import { ErrorResponse } from './error-response.js';
import { createGuards } from './guards.js';
import type { HttpServices } from './http-services.js';
import {
  DEFAULT_RATE_LIMITS,
  KEEP_ALIVE_MS,
  MAX_BODY_BYTES,
  REQUEST_TIMEOUT_MS,
  TIMEOUT_CHECK_MS,
  limitWorkstationAddresses,
  perAddress,
} from './limits.js';
import type { RateLimits } from './limits.js';
import { createOpenApiDocument } from './openapi.js';
import { addPages } from './pages.js';
import { correlationIdOf, createRequestIds } from './request-facts.js';
import { addAdministratorRoutes } from './routes/administrators.js';
import { addApprovalRoutes } from './routes/approvals.js';
import { addAuditRoutes } from './routes/audit.js';
import { addDeskActionRoutes } from './routes/desk-actions.js';
import { addDesktopRoutes } from './routes/desktop.js';
import { addFirstRunRoutes } from './routes/first-run.js';
import { addForeignAccountRoutes } from './routes/foreign-accounts.js';
import { addHealthRoutes } from './routes/health.js';
import { addJoinRoutes } from './routes/join.js';
import { addKitRoutes } from './routes/kits.js';
import { addMaintenanceRoutes } from './routes/maintenance.js';
import { addMeRoutes } from './routes/me.js';
import { addMessageRoutes } from './routes/messages.js';
import { addMetricsRoutes } from './routes/metrics.js';
import { addPasswordLinkRoutes } from './routes/password-links.js';
import { addPasswordRoutes } from './routes/passwords.js';
import { addPolicyRoutes } from './routes/policies.js';
import { addReportRoutes } from './routes/reports.js';
import { addSelfCareRoutes } from './routes/self-care.js';
import { addSelfServiceRoutes } from './routes/self-service.js';
import { addSessionRoutes } from './routes/sessions.js';
import { addTokenRoutes } from './routes/tokens.js';
import { addUserRoutes } from './routes/users.js';
import { addWebSelfServiceRoutes } from './routes/web-self-service.js';
import { addWebRoutes } from './routes/web.js';
import { addWorkstationRoutes } from './routes/workstations.js';
import { Routes } from './routes.js';
import { createUnparsedRequestHandler } from './unparsed-request.js';

export interface HttpOptions {
  tls: { cert: string; key: string };
  trustedProxies: string[];
  limits?: Partial<RateLimits>;
  /** Sockets of the administrator's own listener. */
  localSockets: WeakSet<Socket>;
  /** The pages for people. */
  site: Site;
}

/** The HTTPS door: every operation of the endpoint table, the pages for people, and nothing else. */
export async function createHttpApp(
  services: HttpServices,
  options: HttpOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    https: {
      ...options.tls,
      minVersion: 'TLSv1.2',
      keepAlive: true,
      // A default above the request's time would become that time, for the body (Node swaps the two).
      headersTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    },
    logger: false,
    genReqId: createRequestIds(services.random),
    trustProxy: options.trustedProxies.length === 0 ? false : options.trustedProxies,
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: createUnparsedRequestHandler(services.logger, services.random),
    keepAliveTimeout: KEEP_ALIVE_MS,
    exposeHeadRoutes: false,
    // A connection that is still open while the server stops gets a real, signed answer.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: {
      // Letters, slashes and their number are taken as they are; a percent-encoded letter is still that letter, and the
      // guard of the route it reaches stands (R23).
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      // Names of users, percent-encoded.
      maxParamLength: 4096,
    },
    frameworkErrors: (_error, request, reply) => {
      reply.hijack();
      const problem = problemOf('request.malformed', { correlationId: request.id });
      reply.raw
        .writeHead(problem.status, { 'content-type': PROBLEM_MEDIA_TYPE, connection: 'close' })
        .end(JSON.stringify(problem));
    },
  });
  const limits = { ...DEFAULT_RATE_LIMITS, ...options.limits };
  const isLocal = (request: FastifyRequest) => options.localSockets.has(request.raw.socket);

  app.decorateRequest('workstation', undefined);
  app.decorateRequest('operator', undefined);
  app.decorateRequest('person', undefined);
  // Shared by requests, so never written to: every body gets its own.
  app.decorateRequest('rawBody', null as unknown as Uint8Array);
  acceptJsonOnly(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      useDefaults: false,
    },
  });
  await app.register(rateLimit, { global: false });
  followRequests(app, services);
  limitWorkstationAddresses(app, limits.workstationAddress);

  const errors = new ErrorResponse(services.logger, services.isUnavailable);
  app.setErrorHandler((error, request, reply) => errors.send(error, request, reply));
  app.setNotFoundHandler(
    { preHandler: app.rateLimit(perAddress(limits.public, isLocal)) },
    (request, reply) => errors.send(new ApplicationError('request.not-found'), request, reply),
  );

  const routes = new Routes(app, createGuards({ ...services, limits, isLocal }));
  const document = await createOpenApiDocument();
  addHealthRoutes(routes.add, services, document);
  addJoinRoutes(routes.add, services);
  addDesktopRoutes(routes.add, services);
  addKitRoutes(routes.add, services);
  addSelfServiceRoutes(routes.add, services);
  addWebRoutes(routes.add, services);
  addFirstRunRoutes(routes.add, services);
  addMeRoutes(routes.add, services);
  addSessionRoutes(routes.add, services);
  addWebSelfServiceRoutes(routes.add, services);
  addSelfCareRoutes(routes.add, services);
  addAdministratorRoutes(routes.add, services);
  addApprovalRoutes(routes.add, services);
  addUserRoutes(routes.add, services);
  addDeskActionRoutes(routes.add, services);
  addPasswordLinkRoutes(routes.add, services);
  addTokenRoutes(routes.add, services);
  addWorkstationRoutes(routes.add, services);
  addForeignAccountRoutes(routes.add, services);
  addPasswordRoutes(routes.add, services);
  addMessageRoutes(routes.add, services);
  addPolicyRoutes(routes.add, services);
  addMaintenanceRoutes(routes.add, services);
  addAuditRoutes(routes.add, services);
  addReportRoutes(routes.add, services);
  addMetricsRoutes(routes.add, services);
  addPages(app, options.site, { config: { rateLimit: perAddress(limits.public, isLocal) } });
  routes.requireAll();
  await app.ready();
  return app;
}

/** Bodies stay bytes until the signature was verified over them. */
function acceptJsonOnly(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.rawBody = new Uint8Array();
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = typeof body === 'string' ? Buffer.from(body) : body;
    done(null, undefined);
  });
}

function followRequests(app: FastifyInstance, { logger, random }: HttpServices): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('traceparent', formatTraceparent(correlationIdOf(request), random.bytes(8)));
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    logger.debug('request', {
      correlationId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      workstationId: request.workstation?.workstationId,
    });
    done();
  });
}
