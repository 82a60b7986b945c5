import { ApplicationError } from '../../errors/application-error.js';
import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addPolicyRoutes(add: AddRoute, { policies }: HttpServices): void {
  add('applyPolicy', ({ params, body, request }) => {
    if (params.policyName !== body.name) {
      throw new ApplicationError('policy.invalid', {
        detail: 'The name in the document is not the one in the path.',
      });
    }
    return policies.apply(body, contextOf(request));
  });
  add('listPolicies', async () => ({ policies: await policies.list() }));
}
