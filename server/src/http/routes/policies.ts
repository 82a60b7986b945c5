import { ApplicationError } from '../../errors/application-error.js';
import { describeSettings } from '../../policy/describe-settings.js';
import type { HttpServices } from '../http-services.js';
import { authoredContextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addPolicyRoutes(
  add: AddRoute,
  { policies, policyAdministration }: HttpServices,
): void {
  add('applyPolicy', ({ params, query, body, request }) => {
    if (params.policyName !== body.name) {
      throw new ApplicationError('policy.invalid', {
        detail: 'The name in the document is not the one in the path.',
      });
    }
    return policies.apply(body, authoredContextOf(request), query);
  });
  add('listPolicies', async () => ({ policies: await policies.list() }));
  add('retirePolicy', ({ params, query, request }) =>
    policyAdministration.retire(params.policyName, authoredContextOf(request), query),
  );
  add('logPolicy', ({ params }) => policyAdministration.log(params.policyName));
  add('showPolicy', ({ params: { policyName, version } }) =>
    policyAdministration.show(policyName, version === 'newest' ? undefined : version),
  );
  add('restorePolicy', async ({ params: { policyName, version }, body, request }) => {
    const context = authoredContextOf(request);
    return policyAdministration.restore(policyName, version, context, body);
  });
  add('diffPolicy', ({ params, query }) =>
    policyAdministration.diff(params.policyName, query.from, query.to),
  );
  add('listPolicySettings', ({ query }) => ({ settings: describeSettings(query.language) }));
  add('checkPolicy', ({ body }) => policyAdministration.check(body));
  add('listDepartures', ({ params }) => policyAdministration.departures(params.policyName));
  add('explainPolicy', ({ params, query }) => policyAdministration.explain(params.name, query));
  add('previewPolicies', ({ body }) => policyAdministration.preview(body));
  add('exportPolicies', () => policyAdministration.export());
  add('importPolicies', ({ body: { export: exported, ...options }, request }) =>
    policyAdministration.import(
      { ...options, policies: exported.policies },
      authoredContextOf(request),
    ),
  );
}
