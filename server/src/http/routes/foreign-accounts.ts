import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addForeignAccountRoutes(add: AddRoute, { foreignAccounts }: HttpServices): void {
  add('mapForeignAccount', ({ body, request }) =>
    foreignAccounts.map(body, operatorOf(request), contextOf(request)),
  );
  add('listForeignAccounts', ({ query }) => foreignAccounts.list(query));
  add('unmapForeignAccount', async ({ params, request }) => {
    await foreignAccounts.unmap(params.foreignAccountId, contextOf(request));
    return { accepted: true };
  });
}
