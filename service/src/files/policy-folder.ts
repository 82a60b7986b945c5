import { join } from 'node:path';

/** Where what the server signed of this workstation is. */
export function policyFolder(stateFolder: string): string {
  return join(stateFolder, 'policy');
}
