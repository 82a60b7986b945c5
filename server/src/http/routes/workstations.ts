import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addWorkstationRoutes(add: AddRoute, { joining, workstations }: HttpServices): void {
  add('createJoinToken', ({ body, request }) => joining.createToken(body, contextOf(request)));
  add('listWorkstations', async () => ({ workstations: await workstations.list() }));
  add('revokeWorkstation', async ({ params, request }) => {
    await joining.revoke(params.workstationId, contextOf(request));
    return { accepted: true };
  });
}
