import { formatEvent } from '../../audit/formats/event-format.js';
import { DirectoryUnavailableError } from '../../directory/directory.js';
import type { Directory } from '../../directory/directory.js';
import { ApplicationError } from '../../errors/application-error.js';
import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addAuditRoutes(
  add: AddRoute,
  { audit, trail, auditVerifier, formats, directory }: HttpServices,
): void {
  add('listAuditEvents', async ({ query }) => {
    const { principal } = query;
    return audit.read({
      ...query,
      principal: principal === undefined ? undefined : await idOf(principal, directory),
    });
  });
  add('searchAuditEvents', async ({ query }) => {
    const { principal, since, until } = query;
    return trail.search({
      ...query,
      principal: principal === undefined ? undefined : await idOf(principal, directory),
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
    });
  });
  add('exportAuditEvents', async ({ query: { format, after, limit } }) => {
    const { events, cursor } = await trail.next(after, limit);
    return { lines: events.map((event) => formatEvent(event, format, formats)), cursor };
  });
  let isVerifying = false;
  add('verifyAudit', async ({ body }) => {
    // It reads everything: one at a time is enough for a node that has to serve logons beside it.
    if (isVerifying) throw new ApplicationError('rate.limited');
    isVerifying = true;
    try {
      return await auditVerifier.verify(body);
    } finally {
      isVerifying = false;
    }
  });
}

/**
 * Events name a person as each door knew them; all of one person's have the directory's id. What is nobody's name now, or
 * cannot be looked up now, is searched for as it was written.
 */
async function idOf(name: string, directory: Directory): Promise<string> {
  try {
    return (await directory.find(name))?.principalId ?? name;
  } catch (error) {
    if (error instanceof DirectoryUnavailableError) return name;
    throw error;
  }
}
