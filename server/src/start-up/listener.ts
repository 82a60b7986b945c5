import type { RequestListener } from 'node:http';

import type { FastifyInstance } from 'fastify';

import type { Config } from '../config/config.js';
import { explainBindError } from './bind-error.js';
import type { LocalListener } from './local-listener.js';

/** How long requests in flight may take once the server stops. */
export const DRAIN_MS = 8_000;
const DRAIN_POLL_MS = 50;

/** Binds the port, and only then lets the administrator's socket through. */
export async function listen(
  app: FastifyInstance,
  { listen: { host, port } }: Config,
  local: LocalListener | undefined,
): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explainBindError(error);
  }
  const route: RequestListener = (request, response) => app.routing(request, response);
  local?.serve(route);
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Requests in flight get their answers, but not forever. */
export async function drain(app: FastifyInstance): Promise<void> {
  const giveUpAt = performance.now() + DRAIN_MS;
  const timer = setInterval(() => {
    // Connections whose last answer has gone out would otherwise be kept for the next request.
    if (performance.now() < giveUpAt) app.server.closeIdleConnections();
    else app.server.closeAllConnections();
  }, DRAIN_POLL_MS);
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}
