import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addUserRoutes(add: AddRoute, { users, helpDesk }: HttpServices): void {
  add('addUser', async ({ body, request }) =>
    helpDesk.view.showAccount(await users.add(body, contextOf(request))),
  );
  add('searchUsers', ({ query, request }) => helpDesk.search.search(query, operatorOf(request)));
  add('showUser', ({ params, request }) => helpDesk.view.show(params.name, operatorOf(request)));
  add('setPassword', async ({ params, body, request }) => {
    await users.setPassword(params.name, body.password, contextOf(request));
    return { accepted: true };
  });
  add('unlockUser', ({ params, body, request }) =>
    helpDesk.unlocking.unlock(params.name, body, {
      operator: operatorOf(request),
      context: contextOf(request),
    }),
  );
  add('enrollTotp', ({ params, body, request }) =>
    users.enrollTotp(params.name, body.label, contextOf(request)),
  );
  add('enrollEmail', ({ params, body, request }) =>
    users.enrollEmail(params.name, body.address, contextOf(request)),
  );
  add('removeFactor', async ({ params, request }) => {
    await users.removeFactor(params.name, params.credentialId, contextOf(request));
    return { accepted: true };
  });
}
