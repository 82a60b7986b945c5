import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the kits are. */
export function kitsFolder(stateFolder: string): string {
  return join(stateFolder, 'kits');
}

/** Whether anything is kept there. Asked of the disk, so that nothing needs to be loaded for the answer. */
export function isKeepingKits(stateFolder: string): boolean {
  try {
    return readdirSync(kitsFolder(stateFolder)).length > 0;
  } catch {
    return false;
  }
}
