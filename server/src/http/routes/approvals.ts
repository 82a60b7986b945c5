import type { HttpServices } from '../http-services.js';
import { contextOf, operatorOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addApprovalRoutes(add: AddRoute, { approvals }: HttpServices): void {
  add('requestApproval', ({ body, request }) =>
    approvals.request(body, operatorOf(request), contextOf(request)),
  );
  add('showApproval', ({ params, request }) =>
    approvals.show(params.approvalId, operatorOf(request)),
  );
  add('listApprovals', async ({ query, request }) => ({
    approvals: await approvals.list(query.state, operatorOf(request)),
  }));
  add('decideApproval', ({ params, body, request }) =>
    approvals.decide(params.approvalId, body, operatorOf(request), contextOf(request)),
  );
}
