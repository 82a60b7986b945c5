import { DirectoryUnavailableError } from '../../directory/directory.js';
import type { Directory } from '../../directory/directory.js';
import type { HttpServices } from '../http-services.js';
import type { AddRoute } from '../routes.js';

export function addAuditRoutes(add: AddRoute, { audit, directory }: HttpServices): void {
  add('listAuditEvents', async ({ query }) => {
    const { principal } = query;
    return audit.read({
      ...query,
      principal: principal === undefined ? undefined : await idOf(principal, directory),
    });
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
