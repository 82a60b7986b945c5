import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';
import { signedPartsOf } from '../signed-parts.js';

export function addJoinRoutes(add: AddRoute, { verifier, joining, identity }: HttpServices): void {
  add('join', async ({ body, request }) => {
    const nonce = verifier.verifyJoin(signedPartsOf(request), request.headers, body.publicKey);
    const workstationId = await joining.join(body, nonce, contextOf(request));
    return { workstationId, serverKeys: await identity.statement() };
  });
}
