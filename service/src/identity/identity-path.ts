import { join } from 'node:path';

/** The file that holds the workstation's identity. */
export function identityPath(stateFolder: string): string {
  return join(stateFolder, 'identity.json');
}
