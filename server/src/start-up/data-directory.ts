import { access, constants, mkdir, stat } from 'node:fs/promises';

import { ConfigurationError } from '../config/env.js';
import { errorCode } from '../errors/system-error.js';

const WRITABLE_BY_OTHERS = 0o022;

/** What an operator can mend: by what the system says, what that means for the folder. */
const MISTAKES: Record<string, string> = {
  EEXIST: 'is a file, not a folder',
  ENOTDIR: 'lies below a file, not a folder',
  ENOENT: 'cannot be made there',
  EACCES: 'may not be written to by the user that runs the server',
  EPERM: 'may not be written to by the user that runs the server',
  EROFS: 'lies on a read-only file system',
};

/**
 * Makes the data folder, which nobody else may list. One that exists is left as it is: it may be somebody's choice, or
 * somebody's mistake.
 *
 * @throws ConfigurationError when others may write to it, or we may not
 */
export async function prepareDataDirectory(folder: string): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL, started by root as another user, passes through to its own folder.
  const made = await mkdir(folder, { recursive: true, mode: isRoot ? 0o711 : 0o700 }).catch(
    (error: unknown) => explain(folder, error),
  );
  await access(folder, constants.W_OK).catch((error: unknown) => explain(folder, error));
  if (made !== undefined || process.platform === 'win32') return;
  const { mode } = await stat(folder);
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new ConfigurationError(
      `GATEHOUSE_DATA: others may write to ${folder} (mode ${(mode & 0o7777).toString(8)}): name a folder of its own`,
    );
  }
}

function explain(folder: string, error: unknown): never {
  const mistake = MISTAKES[errorCode(error) ?? ''];
  if (mistake === undefined) throw error;
  throw new ConfigurationError(`GATEHOUSE_DATA: ${folder} ${mistake}`);
}
