import { mkdir, stat } from 'node:fs/promises';

import { ConfigurationError } from '../config/env.js';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Makes the data folder, which nobody else may list. One that exists is left as it is: it may be somebody's choice, or
 * somebody's mistake.
 *
 * @throws ConfigurationError when others may write to it
 */
export async function prepareDataDirectory(folder: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL, started by root as another user, passes through to its own folder.
  const made = await mkdir(folder, { recursive: true, mode: isRoot ? 0o711 : 0o700 });
  if (made !== undefined || process.platform === 'win32') return;
  const { mode } = await stat(folder);
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new ConfigurationError(
      `GATEHOUSE_DATA: others may write to ${folder} (mode ${(mode & 0o7777).toString(8)}): name a folder of its own`,
    );
  }
}
