import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addAdministratorRoutes(
  add: AddRoute,
  { apiKeys, bootstrap, roles }: HttpServices,
): void {
  add('bootstrap', ({ body, request }) => bootstrap.claim(body, contextOf(request)));
  add('createApiKey', ({ body, request }) =>
    apiKeys.create(body, operatorOf(request), contextOf(request)),
  );
  add('listApiKeys', async ({ request }) => ({ keys: await apiKeys.list(operatorOf(request)) }));
  add('revokeApiKey', async ({ params, request }) => {
    await apiKeys.revoke(params.keyId, operatorOf(request), contextOf(request));
    return { accepted: true };
  });
  add('assignRole', ({ body, request }) =>
    roles.assign(body, operatorOf(request), contextOf(request)),
  );
  add('listRoles', async ({ request }) => ({ assignments: await roles.list(operatorOf(request)) }));
  add('removeRole', async ({ params, request }) => {
    await roles.remove(params.assignmentId, operatorOf(request), contextOf(request));
    return { accepted: true };
  });
}
