import { ApplicationError } from '../../errors/application-error.js';
import { viewOf } from '../../sessions/session.js';
import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

/** What administrators see and do of other people's sessions. */
export function addSessionRoutes(add: AddRoute, { sessions, directory }: HttpServices): void {
  const principalOf = async (name: string) => {
    const account = await directory.find(name);
    if (account === undefined) throw new ApplicationError('principal.unknown');
    return account.principalId;
  };

  add('listSessions', async ({ params }) => ({
    sessions: (await sessions.list(await principalOf(params.name))).map(viewOf),
  }));

  add('endSessions', async ({ params, body, request }) => {
    const selection = { principalId: await principalOf(params.name), id: body.sessionId };
    return { ended: await sessions.endForOperator(selection, body.reason, contextOf(request)) };
  });
}
