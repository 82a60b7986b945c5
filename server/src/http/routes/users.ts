import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addUserRoutes(add: AddRoute, { users }: HttpServices): void {
  add('addUser', ({ body, request }) => users.add(body, contextOf(request)));
  add('showUser', ({ params }) => users.show(params.name));
  add('setPassword', async ({ params, body, request }) => {
    await users.setPassword(params.name, body.password, contextOf(request));
    return { accepted: true };
  });
  add('unlockUser', async ({ params, request }) => {
    await users.unlock(params.name, contextOf(request));
    return { accepted: true };
  });
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
