import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';
import { sourceOf } from './desktop.js';

/** What workstations keep for the time without the server. */
export function addKitRoutes(add: AddRoute, { kits }: HttpServices): void {
  add('requestKit', ({ params, body, request }) =>
    kits.issue({ source: sourceOf(request), ...params, ...body }),
  );
  add('refreshKits', ({ body, request }) => kits.refresh(sourceOf(request), body));
}
