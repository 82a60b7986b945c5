import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addAdministratorRoutes(add: AddRoute, { apiKeys, bootstrap }: HttpServices): void {
  add('bootstrap', ({ body, request }) => bootstrap.claim(body, contextOf(request)));
  add('createApiKey', ({ body, request }) => apiKeys.create(body.label, contextOf(request)));
  add('listApiKeys', async () => ({ keys: await apiKeys.list() }));
  add('revokeApiKey', async ({ params, request }) => {
    await apiKeys.revoke(params.keyId, contextOf(request));
    return { accepted: true };
  });
}
