import { normaliseBootstrapCode } from '../../administration/bootstrap.js';
import { FIRST_RUN_COOKIE, clearCookie, cookieOf, setFirstRunCookie } from '../cookies.js';
import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** From a fresh server to a person who administers it. */
export function addFirstRunRoutes(
  add: AddRoute,
  { firstRun }: Pick<HttpServices, 'firstRun'>,
): void {
  add('showFirstRun', ({ request }) => firstRun.stage(cookieOf(request, FIRST_RUN_COOKIE)));

  add('showFirstRunCode', async ({ body: { code }, request, reply }) => {
    const stage = await firstRun.show(code, contextOf(request));
    // The page itself forgets it: a reload goes on all the same.
    if (stage.stage === 'administrator') setFirstRunCookie(reply, normaliseBootstrapCode(code));
    return stage;
  });

  add('makeFirstAdministrator', async ({ body, request, reply }) => {
    const code = cookieOf(request, FIRST_RUN_COOKIE);
    const stage = await firstRun.makeAdministrator(code, body, contextOf(request));
    if (stage.stage === 'claimed') clearCookie(reply, FIRST_RUN_COOKIE);
    return stage;
  });
}
