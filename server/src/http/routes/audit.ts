import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addAuditRoutes(add: AddRoute, { audit }: HttpServices): void {
  add('listAuditEvents', ({ query }) => audit.read(query));
}
