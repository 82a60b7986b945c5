import { ApplicationError } from '../../errors/application-error.js';
import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addHealthRoutes(
  add: AddRoute,
  { readiness }: HttpServices,
  document: Record<string, unknown>,
): void {
  add('live', () => ({ live: true }));
  add('ready', async () => {
    const failures = await readiness.failures();
    if (failures.length === 0) return { ready: true };
    throw new ApplicationError('server.unavailable', { detail: failures.join(', ') });
  });
  add('openapi', () => document);
}
