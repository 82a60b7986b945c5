import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

/** How far back a report looks that is not told. */
const DEFAULT_DAYS = 30;
const DAY_MS = 86_400_000;

export function addReportRoutes(add: AddRoute, { reports, clock }: HttpServices): void {
  add('showReport', ({ params, query }) => {
    const { since, until, ...rest } = query;
    const end = until === undefined ? clock.now() : new Date(until);
    const begin =
      since === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY_MS) : new Date(since);
    return reports.show(params.report, { ...rest, since: begin, until: end });
  });
}
