import type { HttpServices } from '../http-services.js';
import { contextOf } from '../request-facts.js';
import type { AddRoute } from '../routes.js';

export function addMaintenanceRoutes(
  add: AddRoute,
  { directory, directories, keyring, jobs, audit }: HttpServices,
): void {
  add('listDirectories', () => ({ directories: [...directories] }));
  add('listJobs', () => jobs());
  add('testDirectory', ({ query }) => directory.test(query.realm));
  add('rotateKeys', async ({ request }) => {
    const version = await keyring.rotate();
    await audit.append({
      type: 'keyring.rotated',
      outcome: 'success',
      ...contextOf(request),
      detail: { version },
    });
    return { version };
  });
}
