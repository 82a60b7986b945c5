import { ApplicationError } from '../../errors/application-error.js';
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

/** Until there are enrolments. */
export function addEnrollmentPlaceholders(add: AddRoute): void {
  const refuse = () => {
    throw new ApplicationError('request.not-found');
  };
  add('enroll', refuse);
  add('startAuthenticator', refuse);
}
